package io.github.qosflow.internal.windows;

import io.github.qosflow.DataRate;
import io.github.qosflow.Dscp;
import io.github.qosflow.FlowSpec;
import io.github.qosflow.Marking;
import io.github.qosflow.MarkingProfile;
import io.github.qosflow.NativeSocket;
import io.github.qosflow.OutgoingRate;
import io.github.qosflow.PacketPriority;
import io.github.qosflow.QosException;
import io.github.qosflow.QosException.Reason;
import io.github.qosflow.TrafficType;
import io.github.qosflow.internal.AbstractFlow;
import io.github.qosflow.internal.Destinations;
import io.github.qosflow.internal.Refusals;
import java.net.InetSocketAddress;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One non-adaptive flow. All its calls take turns, so that none names the flow's id after the call that ends it: Windows
 * may have given the id to another flow by then. Listeners are told outside the lock.
 */
final class Qos2Flow extends AbstractFlow {
    /** After these there is no flow any more; any other refusal costs one feature only. */
    private static final Set<Reason> FATAL =
            EnumSet.of(Reason.CLOSED, Reason.NOT_FOUND, Reason.REINITIALIZATION_NEEDED, Reason.CANCELLED);

    private static final int ERROR_NO_DATA = 232;
    private static final int ERROR_NOT_FOUND = 1168;

    private final Qos2Subsystem subsystem;
    private final Qos2Handle handle;
    private final int flowId;
    private final Object lock = new Object();
    private final Members members = new Members();
    private volatile boolean open = true;
    private Dscp effective;
    private @Nullable QosException dscpRefusal;
    private @Nullable QosException rateRefusal;

    Qos2Flow(Qos2Subsystem subsystem, int flowId, FlowSpec spec, Target first) {
        super(Integer.toUnsignedLong(flowId), subsystem.backend(), spec);
        this.subsystem = subsystem;
        this.handle = subsystem.handle();
        this.flowId = flowId;
        this.effective = MarkingProfile.WINDOWS.dscp(spec.trafficType());
        members.add(first);
    }

    /** What the specification asks for beyond the traffic type. Refused parts show in {@link #marking()}. */
    void applySpec() throws QosException {
        try {
            applyDscp();
            Optional<OutgoingRate> rate = spec().outgoingRate();
            if (rate.isPresent()) {
                rateRefusal = attempt(() -> handle.setRate(flowId, rate.get()));
            }
        } catch (QosException e) {
            close();
            throw e;
        }
    }

    @Override
    public boolean isOpen() {
        return open && handle.isOpen();
    }

    @Override
    public void add(NativeSocket socket) throws QosException {
        join(socket, null);
    }

    @Override
    public void add(NativeSocket socket, InetSocketAddress destination) throws QosException {
        join(socket, Destinations.check(destination));
    }

    private void join(NativeSocket socket, @Nullable InetSocketAddress destination) throws QosException {
        synchronized (lock) {
            requireOpen("add");
            Target target = subsystem.target(socket, destination);
            if (!members.contains(target)) {
                handle.joinFlow(flowId, target, spec().trafficType());
                members.add(target);
            }
        }
    }

    @Override
    public void remove(NativeSocket socket) throws QosException {
        synchronized (lock) {
            requireOpen("remove");
            SocketState member = members.find(socket.handle());
            if (member == null) {
                throw new QosException(
                        "remove", 0, Reason.NOT_FOUND, "The " + socket + " is not in flow " + id() + ".");
            }
            // another socket with that number is none of ours: the library forgets the old one with the flow
            if (subsystem.isStill(member, socket)) {
                removeMember(socket.handle());
            }
            members.remove(socket.handle());
            if (members.isEmpty()) {
                end();
            }
        }
    }

    /** The last one is left to {@link #end()}, which needs no socket number. */
    private void removeMember(long socket) throws QosException {
        if (members.size() == 1) {
            return;
        }
        try {
            handle.removeSocket(flowId, socket);
        } catch (QosException e) {
            if (e.code() != ERROR_NOT_FOUND) {
                throw e;
            }
        }
    }

    @Override
    public void setTrafficType(TrafficType type) throws QosException {
        synchronized (lock) {
            requireOpen("setTrafficType");
            handle.setTrafficType(flowId, type);
            spec(specWith(type));
            applyDscp();
        }
        tellMarkingChanged();
    }

    @Override
    public void setOutgoingRate(OutgoingRate rate) throws QosException {
        synchronized (lock) {
            requireOpen("setOutgoingRate");
            handle.setRate(flowId, rate);
            spec(spec().toBuilder().outgoingRate(rate).build());
            rateRefusal = null;
        }
    }

    @Override
    public void setOutgoingDscp(Dscp dscp) throws QosException {
        synchronized (lock) {
            requireOpen("setOutgoingDscp");
            handle.setDscp(flowId, dscp.value());
            spec(spec().toBuilder().dscp(dscp).build());
            effective = dscp;
            dscpRefusal = null;
        }
        tellMarkingChanged();
    }

    @Override
    public Marking marking() {
        synchronized (lock) {
            QosException unread = isOpen() ? readEffective() : null;
            Dscp requested = requested();
            return new Marking(requested, effective, Optional.ofNullable(difference(requested, unread)));
        }
    }

    private @Nullable QosException difference(Dscp requested, @Nullable QosException unread) {
        if (dscpRefusal != null || rateRefusal != null) {
            return dscpRefusal != null ? dscpRefusal : rateRefusal;
        }
        return unread == null && !requested.equals(effective) ? overruled(requested) : unread;
    }

    private QosException overruled(Dscp requested) {
        return new QosException(
                QosFunction.QUERY_FLOW.cName(),
                0,
                Reason.OVERRIDDEN,
                "Windows accepted DSCP " + requested + " and applies " + effective
                        + ": look for a QoS policy, a DSCP marking override or shaping without marking.");
    }

    private @Nullable QosException readEffective() {
        try {
            effective = queryPacketPriority().conformantDscp();
            return null;
        } catch (QosException e) {
            return e;
        }
    }

    @Override
    public PacketPriority queryPacketPriority() throws QosException {
        synchronized (lock) {
            requireOpen("queryPacketPriority");
            QWave.QOS_PACKET_PRIORITY answer = handle.queryPacketPriority(flowId);
            return new PacketPriority(
                    dscp(answer.ConformantDSCPValue),
                    dscp(answer.NonConformantDSCPValue),
                    answer.ConformantL2Value,
                    answer.NonConformantL2Value);
        }
    }

    private static Dscp dscp(int value) throws QosException {
        try {
            return new Dscp(value);
        } catch (IllegalArgumentException e) {
            String hint = "Windows reports DSCP " + value + ", which does not exist; please report it.";
            throw new QosException(QosFunction.QUERY_FLOW.cName(), 0, Reason.INTERNAL_FAILURE, hint, e);
        }
    }

    @Override
    public DataRate queryOutgoingRate() throws QosException {
        synchronized (lock) {
            requireOpen("queryOutgoingRate");
            long rate = queryRate();
            if (rate == 0) {
                throw noRate(0, null);
            }
            // unsigned: beyond what a long can say there is no difference to tell
            return DataRate.ofBitsPerSecond(rate < 0 ? Long.MAX_VALUE : rate);
        }
    }

    private long queryRate() throws QosException {
        try {
            return handle.queryRate(flowId);
        } catch (QosException e) {
            boolean everSet = spec().outgoingRate().isPresent() && rateRefusal == null;
            throw e.code() == ERROR_NO_DATA && !everSet ? noRate(ERROR_NO_DATA, e) : e;
        }
    }

    private QosException noRate(int code, @Nullable QosException cause) {
        String hint = "No rate was ever set for flow " + id() + "; set one first.";
        return new QosException(QosFunction.QUERY_FLOW.cName(), code, Reason.NOT_FOUND, hint, cause);
    }

    @Override
    public void close() {
        synchronized (lock) {
            if (open) {
                end();
            }
        }
    }

    /** By id, never by socket. A failure means that the flow is gone already: with the handle, the service, the socket. */
    private void end() {
        open = false;
        try {
            handle.endFlow(flowId);
        } catch (QosException e) {
            System.getLogger(Qos2Flow.class.getName())
                    .log(System.Logger.Level.DEBUG, "flow " + id() + " was gone before it was closed", e);
        }
    }

    /** Asks for the exact mark where the type's is another one; on refusal the type's stays. */
    private void applyDscp() throws QosException {
        Dscp requested = requested();
        Dscp ofType = MarkingProfile.WINDOWS.dscp(spec().trafficType());
        dscpRefusal = requested.equals(ofType) ? null : attempt(() -> handle.setDscp(flowId, requested.value()));
        effective = dscpRefusal == null ? requested : ofType;
    }

    private Dscp requested() {
        return subsystem.profile().dscp(spec());
    }

    private void requireOpen(String operation) throws QosException {
        if (!isOpen()) {
            throw Refusals.flowClosed(operation, id());
        }
    }

    private static @Nullable QosException attempt(Step step) throws QosException {
        try {
            step.run();
            return null;
        } catch (QosException e) {
            if (FATAL.contains(e.reason())) {
                throw e;
            }
            return e;
        }
    }

    /** {@return for instance {@code flow 7 (VOICE), open}} */
    @Override
    public String toString() {
        return "flow " + id() + " (" + spec() + "), " + (isOpen() ? "open" : "ended");
    }

    private interface Step {
        void run() throws QosException;
    }
}
