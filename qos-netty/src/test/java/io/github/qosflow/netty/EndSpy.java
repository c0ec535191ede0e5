package io.github.qosflow.netty;

import io.github.qosflow.FlowSpec;
import io.github.qosflow.NativeSocket;
import io.github.qosflow.QosException;
import io.github.qosflow.QosFlow;
import io.github.qosflow.testing.InMemoryQos;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Set;
import java.util.function.Function;

/** A subsystem in memory that lets a test look at each flow's socket when the flow begins and when it ends. */
final class EndSpy extends ForwardingQos {
    private static final Set<String> ENDS = Set.of("close", "closeAsync", "abandon");

    private final Function<NativeSocket, Runnable> look;

    /** The function is called when a flow begins, and what it answers when it ends. */
    EndSpy(InMemoryQos qos, Function<NativeSocket, Runnable> look) {
        super(qos);
        this.look = look;
    }

    @Override
    public QosFlow createFlow(FlowSpec spec, NativeSocket socket) throws QosException {
        QosFlow flow = super.createFlow(spec, socket);
        Runnable atEnd = look.apply(socket);
        return (QosFlow) Proxy.newProxyInstance(
                QosFlow.class.getClassLoader(), new Class<?>[] {QosFlow.class}, (proxy, method, arguments) -> {
                    if (ENDS.contains(method.getName()) && flow.isOpen()) {
                        atEnd.run();
                    }
                    return call(flow, method, arguments);
                });
    }

    private static Object call(QosFlow flow, Method method, Object[] arguments) throws Throwable {
        try {
            return method.invoke(flow, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }
}
