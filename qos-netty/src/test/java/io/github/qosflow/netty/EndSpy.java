package io.github.qosflow.netty;

import io.github.qosflow.FlowSpec;
import io.github.qosflow.NativeSocket;
import io.github.qosflow.QosCapability;
import io.github.qosflow.QosException;
import io.github.qosflow.QosFlow;
import io.github.qosflow.QosSubsystem;
import io.github.qosflow.testing.InMemoryQos;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Set;
import java.util.function.Function;

/** A subsystem in memory that lets a test look at each flow's socket when the flow begins and when it ends. */
final class EndSpy implements QosSubsystem {
    private static final Set<String> ENDS = Set.of("close", "closeAsync", "abandon");

    private final InMemoryQos qos;
    private final Function<NativeSocket, Runnable> look;

    /** The function is called when a flow begins, and what it answers when it ends. */
    EndSpy(InMemoryQos qos, Function<NativeSocket, Runnable> look) {
        this.qos = qos;
        this.look = look;
    }

    @Override
    public String name() {
        return qos.name();
    }

    @Override
    public Set<QosCapability> capabilities() {
        return qos.capabilities();
    }

    @Override
    public QosFlow createFlow(FlowSpec spec, NativeSocket socket) throws QosException {
        QosFlow flow = qos.createFlow(spec, socket);
        Runnable atEnd = look.apply(socket);
        return (QosFlow) Proxy.newProxyInstance(
                QosFlow.class.getClassLoader(), new Class<?>[] {QosFlow.class}, (proxy, method, arguments) -> {
                    if (ENDS.contains(method.getName()) && flow.isOpen()) {
                        atEnd.run();
                    }
                    return call(flow, method, arguments);
                });
    }

    @Override
    public QosFlow createFlow(FlowSpec spec, NativeSocket socket, InetSocketAddress destination) throws QosException {
        return qos.createFlow(spec, socket, destination);
    }

    @Override
    public void startTracking(InetAddress peer) throws QosException {
        qos.startTracking(peer);
    }

    @Override
    public void stopTracking(InetAddress peer) throws QosException {
        qos.stopTracking(peer);
    }

    @Override
    public long[] enumerateFlows() throws QosException {
        return qos.enumerateFlows();
    }

    @Override
    public void close() {
        qos.close();
    }

    private static Object call(QosFlow flow, Method method, Object[] arguments) throws Throwable {
        try {
            return method.invoke(flow, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }
}
