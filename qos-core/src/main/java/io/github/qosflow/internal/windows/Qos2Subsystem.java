package io.github.qosflow.internal.windows;

import io.github.qosflow.FlowSpec;
import io.github.qosflow.MarkingProfile;
import io.github.qosflow.NativeSocket;
import io.github.qosflow.QosException;
import io.github.qosflow.QosFlow;
import io.github.qosflow.internal.AbstractSubsystem;
import io.github.qosflow.internal.Backend;
import java.net.InetSocketAddress;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** One open handle. It keeps no list of its flows: Windows ends them with the handle, and they ask the handle. */
final class Qos2Subsystem extends AbstractSubsystem {
    private final Qos2Handle handle;
    private final Sockets sockets;

    Qos2Subsystem(Backend backend, Qos2Handle handle, Sockets sockets, MarkingProfile profile) {
        super(backend, profile);
        this.handle = handle;
        this.sockets = sockets;
    }

    @Override
    protected QosFlow create(FlowSpec spec, NativeSocket socket, @Nullable InetSocketAddress destination)
            throws QosException {
        Target target = target(socket, destination);
        int id = handle.createFlow(target, spec.trafficType());
        Qos2Flow flow = new Qos2Flow(this, id, spec, target);
        flow.applySpec();
        return flow;
    }

    @Override
    public long[] enumerateFlows() throws QosException {
        return Arrays.stream(handle.enumerateFlows())
                .mapToLong(Integer::toUnsignedLong)
                .toArray();
    }

    @Override
    public void close() {
        handle.close();
    }

    Qos2Handle handle() {
        return handle;
    }

    Target target(NativeSocket socket, @Nullable InetSocketAddress destination) throws QosException {
        return Target.of(sockets, backend(), socket, destination);
    }

    /** Whether a socket's number still stands for the socket that was added. */
    boolean isStill(SocketState member, NativeSocket socket) {
        try {
            return member.sameSocket(sockets.read(socket));
        } catch (QosException e) {
            return false;
        }
    }

    @Override
    protected boolean isClosed() {
        return !handle.isOpen();
    }
}
