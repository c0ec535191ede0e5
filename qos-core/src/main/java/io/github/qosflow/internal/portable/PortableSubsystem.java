package io.github.qosflow.internal.portable;

import io.github.qosflow.FlowSpec;
import io.github.qosflow.MarkingProfile;
import io.github.qosflow.NativeSocket;
import io.github.qosflow.QosCapability;
import io.github.qosflow.QosException;
import io.github.qosflow.QosFlow;
import io.github.qosflow.QosSubsystem;
import io.github.qosflow.internal.Backend;
import io.github.qosflow.internal.Destinations;
import io.github.qosflow.internal.Refusals;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Flows by {@code StandardSocketOptions.IP_TOS}: bookkeeping only, one lock for all. */
final class PortableSubsystem implements QosSubsystem {
    private final Backend backend;
    private final MarkingProfile profile;
    private final Map<Long, PortableFlow> flows = new TreeMap<>();
    private long lastId;
    private boolean closed;

    PortableSubsystem(Backend backend, MarkingProfile profile) {
        this.backend = backend;
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
    public synchronized QosFlow createFlow(FlowSpec spec, NativeSocket socket) throws QosException {
        requireOpen("createFlow");
        if (spec.adaptive()) {
            throw unsupported("createFlow", QosCapability.FUNDAMENTALS);
        }
        PortableFlow flow = new PortableFlow(this, ++lastId, spec);
        flow.join(socket);
        flows.put(flow.id(), flow);
        return flow;
    }

    @Override
    public QosFlow createFlow(FlowSpec spec, NativeSocket socket, InetSocketAddress destination) throws QosException {
        Destinations.check(destination);
        return createFlow(spec, socket);
    }

    @Override
    public void startTracking(InetAddress peer) throws QosException {
        throw unsupported("startTracking", QosCapability.TRACKING);
    }

    @Override
    public void stopTracking(InetAddress peer) throws QosException {
        throw unsupported("stopTracking", QosCapability.TRACKING);
    }

    @Override
    public synchronized long[] enumerateFlows() throws QosException {
        requireOpen("enumerateFlows");
        return flows.keySet().stream().mapToLong(Long::longValue).toArray();
    }

    @Override
    public synchronized void close() {
        closed = true;
        List.copyOf(flows.values()).forEach(PortableFlow::close);
    }

    Backend backend() {
        return backend;
    }

    MarkingProfile profile() {
        return profile;
    }

    synchronized void forget(PortableFlow flow) {
        flows.remove(flow.id());
    }

    QosException unsupported(String operation, QosCapability missing) {
        return Refusals.unsupported(operation, missing, backend.whyMissing(missing));
    }

    private void requireOpen(String operation) throws QosException {
        if (closed) {
            throw Refusals.subsystemClosed(operation);
        }
    }
}
