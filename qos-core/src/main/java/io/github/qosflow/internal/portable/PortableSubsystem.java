package io.github.qosflow.internal.portable;

import io.github.qosflow.FlowSpec;
import io.github.qosflow.MarkingProfile;
import io.github.qosflow.NativeSocket;
import io.github.qosflow.QosException;
import io.github.qosflow.internal.AbstractSubsystem;
import io.github.qosflow.internal.Backend;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Flows by {@code StandardSocketOptions.IP_TOS}: bookkeeping only, one lock for all. */
final class PortableSubsystem extends AbstractSubsystem {
    private final Map<Long, PortableFlow> flows = new TreeMap<>();
    private long lastId;
    private boolean closed;

    PortableSubsystem(Backend backend, MarkingProfile profile) {
        super(backend, profile);
    }

    @Override
    protected synchronized PortableFlow create(
            FlowSpec spec, NativeSocket socket, @Nullable InetSocketAddress destination) throws QosException {
        requireOpen("createFlow");
        PortableFlow flow = new PortableFlow(this, ++lastId, spec);
        flow.join(socket);
        flows.put(flow.id(), flow);
        return flow;
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

    @Override
    protected synchronized boolean isClosed() {
        return closed;
    }

    synchronized void forget(PortableFlow flow) {
        flows.remove(flow.id());
    }
}
