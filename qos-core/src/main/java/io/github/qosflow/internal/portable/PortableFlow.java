package io.github.qosflow.internal.portable;

import io.github.qosflow.DataRate;
import io.github.qosflow.Dscp;
import io.github.qosflow.FlowSpec;
import io.github.qosflow.Marking;
import io.github.qosflow.NativeSocket;
import io.github.qosflow.OutgoingRate;
import io.github.qosflow.PacketPriority;
import io.github.qosflow.QosCapability;
import io.github.qosflow.QosException;
import io.github.qosflow.QosException.Reason;
import io.github.qosflow.TrafficType;
import io.github.qosflow.internal.AbstractFlow;
import io.github.qosflow.internal.Destinations;
import io.github.qosflow.internal.Refusals;
import java.net.InetSocketAddress;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** A flow of {@link PortableSubsystem}: each member with the TOS byte it had before. Guarded by the subsystem. */
final class PortableFlow extends AbstractFlow {
    private final PortableSubsystem subsystem;
    private final Map<TosOption, Integer> members = new LinkedHashMap<>();
    private Dscp effective;
    private boolean closed;

    PortableFlow(PortableSubsystem subsystem, long id, FlowSpec spec) {
        super(id, subsystem, spec);
        this.subsystem = subsystem;
        effective = requested();
    }

    @Override
    public boolean isOpen() {
        synchronized (subsystem) {
            return !closed;
        }
    }

    @Override
    public void add(NativeSocket socket) throws QosException {
        synchronized (subsystem) {
            requireOpen("add");
            join(socket);
        }
    }

    @Override
    public void add(NativeSocket socket, InetSocketAddress destination) throws QosException {
        Destinations.check(destination);
        add(socket);
    }

    /** The lock is held. */
    void join(NativeSocket socket) throws QosException {
        TosOption option = TosOption.of(socket);
        int former = option.get();
        option.set(requested().tosByte());
        members.putIfAbsent(option, former);
        effective = new Dscp(option.get() >> 2);
    }

    @Override
    public void remove(NativeSocket socket) throws QosException {
        synchronized (subsystem) {
            requireOpen("remove");
            TosOption option = TosOption.of(socket);
            Integer former = members.remove(option);
            if (former == null) {
                throw new QosException(
                        "remove", 0, Reason.NOT_FOUND, socket + " is not in flow " + id() + "; add it first.");
            }
            option.restore(former);
            if (members.isEmpty()) {
                close();
            }
        }
    }

    /** All packets of the socket are marked, wherever they go, as long as it is in the flow. */
    @Override
    public void remove(NativeSocket socket, Collection<InetSocketAddress> destinations) throws QosException {
        throw subsystem.unsupported("remove", QosCapability.PER_DESTINATION);
    }

    @Override
    public void setTrafficType(TrafficType type) throws QosException {
        change("setTrafficType", specWith(type));
    }

    @Override
    public void setOutgoingDscp(Dscp dscp) throws QosException {
        change("setOutgoingDscp", spec().toBuilder().dscp(dscp).build());
    }

    @Override
    public void setOutgoingRate(OutgoingRate rate) throws QosException {
        throw subsystem.unsupported("setOutgoingRate", QosCapability.RATE_SHAPING);
    }

    private void change(String operation, FlowSpec changed) throws QosException {
        synchronized (subsystem) {
            requireOpen(operation);
            int tos = subsystem.profile().dscp(changed).tosByte();
            for (TosOption option : members.keySet()) {
                option.set(tos);
                effective = new Dscp(option.get() >> 2);
            }
            spec(changed);
        }
        tellMarkingChanged();
    }

    @Override
    public Marking marking() {
        synchronized (subsystem) {
            Optional<QosException> difference =
                    spec().outgoingRate().map(rate -> subsystem.unsupported("createFlow", QosCapability.RATE_SHAPING));
            return new Marking(requested(), effective, difference);
        }
    }

    @Override
    public PacketPriority queryPacketPriority() throws QosException {
        throw subsystem.unsupported("queryPacketPriority", QosCapability.L2_PRIORITY);
    }

    @Override
    public DataRate queryOutgoingRate() throws QosException {
        throw subsystem.unsupported("queryOutgoingRate", QosCapability.RATE_SHAPING);
    }

    @Override
    public void close() {
        synchronized (subsystem) {
            long startedNs = System.nanoTime();
            members.forEach(TosOption::restore);
            end(startedNs);
        }
    }

    @Override
    public void abandon() {
        synchronized (subsystem) {
            end(System.nanoTime());
        }
    }

    private void end(long startedNs) {
        closed = true;
        members.clear();
        subsystem.forget(this);
        countEnd(startedNs);
    }

    @Override
    public String toString() {
        return "flow " + id() + " (" + spec() + (isOpen() ? ")" : ", closed)");
    }

    private Dscp requested() {
        return subsystem.profile().dscp(spec());
    }

    private void requireOpen(String operation) throws QosException {
        if (closed) {
            throw Refusals.flowClosed(operation, id());
        }
    }
}
