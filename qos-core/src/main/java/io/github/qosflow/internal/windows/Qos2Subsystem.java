package io.github.qosflow.internal.windows;

import io.github.qosflow.FlowSpec;
import io.github.qosflow.MarkingProfile;
import io.github.qosflow.NativeSocket;
import io.github.qosflow.QosCapability;
import io.github.qosflow.QosException;
import io.github.qosflow.QosFlow;
import io.github.qosflow.QosSubsystem;
import io.github.qosflow.internal.Backend;
import io.github.qosflow.internal.Refusals;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One open handle. It keeps no list of its flows: Windows ends them with the handle, and they ask the handle. */
final class Qos2Subsystem implements QosSubsystem {
    private final Backend backend;
    private final Qos2Handle handle;
    private final Sockets sockets;
    private final MarkingProfile profile;

    Qos2Subsystem(Backend backend, Qos2Handle handle, Sockets sockets, MarkingProfile profile) {
        this.backend = backend;
        this.handle = handle;
        this.sockets = sockets;
        this.profile = profile;
    }

    @Override
    public String name() {
        return backend.name();
    }

    @Override
    public Set<QosCapability> capabilities() {
        return backend.capabilities();
    }

    @Override
    public QosFlow createFlow(FlowSpec spec, NativeSocket socket) throws QosException {
        return create(spec, socket, null);
    }

    @Override
    public QosFlow createFlow(FlowSpec spec, NativeSocket socket, InetSocketAddress destination) throws QosException {
        return create(spec, socket, destination);
    }

    private QosFlow create(FlowSpec spec, NativeSocket socket, @Nullable InetSocketAddress destination)
            throws QosException {
        requireOpen("createFlow");
        if (spec.adaptive()) {
            throw unsupported("createFlow", QosCapability.FUNDAMENTALS);
        }
        Target target = target(socket, destination);
        int id = handle.createFlow(target, spec.trafficType());
        Qos2Flow flow = new Qos2Flow(this, id, spec, target);
        flow.applySpec();
        return flow;
    }

    @Override
    public void startTracking(InetAddress peer) throws QosException {
        requireOpen("startTracking");
        throw unsupported("startTracking", QosCapability.TRACKING);
    }

    @Override
    public void stopTracking(InetAddress peer) throws QosException {
        requireOpen("stopTracking");
        throw unsupported("stopTracking", QosCapability.TRACKING);
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

    Backend backend() {
        return backend;
    }

    Qos2Handle handle() {
        return handle;
    }

    MarkingProfile profile() {
        return profile;
    }

    Target target(NativeSocket socket, @Nullable InetSocketAddress destination) throws QosException {
        return Target.of(sockets, backend, socket, destination);
    }

    /** Whether a socket's number still stands for the socket that was added. */
    boolean isStill(SocketState member, NativeSocket socket) {
        try {
            return member.sameSocket(sockets.read(socket));
        } catch (QosException e) {
            return false;
        }
    }

    private void requireOpen(String operation) throws QosException {
        if (!handle.isOpen()) {
            throw Refusals.subsystemClosed(operation);
        }
    }

    private QosException unsupported(String operation, QosCapability missing) {
        return Refusals.unsupported(operation, missing, backend.whyMissing(missing));
    }

    /** {@return for instance {@code QOS2, open}} */
    @Override
    public String toString() {
        return name() + (handle.isOpen() ? ", open" : ", closed");
    }
}
