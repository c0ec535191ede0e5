package io.github.qosflow.internal.linux;

import io.github.qosflow.DataRate;
import io.github.qosflow.Dscp;
import io.github.qosflow.FlowSpec;
import io.github.qosflow.Marking;
import io.github.qosflow.NativeSocket;
import io.github.qosflow.OutgoingRate;
import io.github.qosflow.PacketPriority;
import io.github.qosflow.QosException;
import io.github.qosflow.QosException.Reason;
import io.github.qosflow.TrafficType;
import io.github.qosflow.internal.AbstractFlow;
import io.github.qosflow.internal.Destinations;
import io.github.qosflow.internal.Refusals;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A flow of {@link LinuxSubsystem}: its members and the mark they share. Guarded by the subsystem's lock. */
final class LinuxFlow extends AbstractFlow {
    private final LinuxSubsystem subsystem;
    private final List<Member> members = new ArrayList<>(1);
    private Marking lastMarking;
    private boolean closed;

    LinuxFlow(LinuxSubsystem subsystem, long id, FlowSpec spec) {
        super(id, subsystem.backend(), spec);
        this.subsystem = subsystem;
        Dscp requested = subsystem.profile().dscp(spec);
        lastMarking = new Marking(requested, requested, Optional.empty());
    }

    /** One socket, or one of its destinations: the kernel marks the whole socket either way. */
    private record Member(MarkedSocket socket, @Nullable InetSocketAddress destination) {}

    @Override
    public boolean isOpen() {
        synchronized (subsystem.lock()) {
            return !closed;
        }
    }

    @Override
    public void add(NativeSocket socket) throws QosException {
        addMember(socket, null);
    }

    @Override
    public void add(NativeSocket socket, InetSocketAddress destination) throws QosException {
        addMember(socket, Destinations.check(destination));
    }

    private void addMember(NativeSocket socket, @Nullable InetSocketAddress destination) throws QosException {
        synchronized (subsystem.lock()) {
            requireOpen("add");
            join(socket, destination);
        }
    }

    /** The lock is held. */
    void join(NativeSocket socket, @Nullable InetSocketAddress destination) throws QosException {
        Member member = new Member(subsystem.socket(socket), destination);
        if (members.contains(member)) {
            return;
        }
        members.add(member);
        try {
            member.socket.claim(this, mark(spec()));
        } catch (QosException e) {
            members.remove(member);
            throw e;
        }
        subsystem.keep(member.socket);
        shareRate();
    }

    @Override
    public void remove(NativeSocket socket) throws QosException {
        synchronized (subsystem.lock()) {
            requireOpen("remove");
            List<Member> leaving = members(socket);
            if (leaving.isEmpty()) {
                throw new QosException(
                        "remove", 0, Reason.NOT_FOUND, socket + " is not in flow " + id() + "; add it first.");
            }
            if (leaving.size() == members.size()) {
                close();
                return;
            }
            members.removeAll(leaving);
            leaving.forEach(member -> release(member.socket));
            shareRate();
        }
    }

    /** The members of a socket; of a closed one by its number, for it has lost its identity. */
    private List<Member> members(NativeSocket socket) {
        SocketOptions options = new SocketOptions((int) socket.handle());
        try {
            long cookie = options.cookie();
            return members.stream().filter(m -> m.socket.cookie() == cookie).toList();
        } catch (QosException e) {
            return members.stream().filter(m -> m.socket.fd() == options.fd()).toList();
        }
    }

    @Override
    public void setTrafficType(TrafficType type) throws QosException {
        change("setTrafficType", specWith(type));
    }

    @Override
    public void setOutgoingRate(OutgoingRate rate) throws QosException {
        synchronized (subsystem.lock()) {
            MarkedSocket living = living();
            if (living != null && !living.canPace()) {
                throw SocketMarks.pacingUnsupported();
            }
        }
        change("setOutgoingRate", spec().toBuilder().outgoingRate(rate).build());
    }

    @Override
    public void setOutgoingDscp(Dscp dscp) throws QosException {
        change("setOutgoingDscp", spec().toBuilder().dscp(dscp).build());
    }

    private void change(String operation, FlowSpec changed) throws QosException {
        synchronized (subsystem.lock()) {
            requireOpen(operation);
            apply(mark(changed));
            spec(changed);
        }
        tellMarkingChanged();
    }

    private void apply(Mark mark) throws QosException {
        for (Member member : members) {
            if (member.socket.isSame()) {
                member.socket.claim(this, mark);
            }
        }
    }

    /** The kernel paces each socket by itself, so the members share the flow's rate in equal parts. */
    private void shareRate() throws QosException {
        if (spec().outgoingRate().isPresent()) {
            apply(mark(spec()));
        }
    }

    private Mark mark(FlowSpec wanted) {
        long rate = wanted.outgoingRate()
                .filter(outgoing -> !outgoing.rate().equals(DataRate.SYSTEM_MINIMUM))
                .map(outgoing -> Math.max(1, outgoing.rate().bytesPerSecond() / members.size()))
                .orElse(0L);
        return new Mark(subsystem.profile().dscp(wanted), Mark.priority(wanted.trafficType()), rate);
    }

    @Override
    public Marking marking() {
        synchronized (subsystem.lock()) {
            if (!closed) {
                readMarking();
            }
            return lastMarking;
        }
    }

    @Override
    public Optional<QosException> refused() {
        synchronized (subsystem.lock()) {
            return Optional.ofNullable(difference());
        }
    }

    private void readMarking() {
        Dscp requested = subsystem.profile().dscp(spec());
        MarkedSocket living = living();
        if (living == null) {
            return;
        }
        try {
            Dscp effective = living.effective(requested);
            lastMarking = new Marking(requested, effective, Optional.ofNullable(why(requested, effective)));
        } catch (QosException e) {
            lastMarking = new Marking(requested, lastMarking.effective(), Optional.of(e));
        }
    }

    private @Nullable QosException why(Dscp requested, Dscp effective) {
        if (requested.equals(effective)) {
            return difference();
        }
        return new QosException(
                "getsockopt(IP_TOS)",
                0,
                Reason.OVERRIDDEN,
                "Another flow of the socket or the program itself has set " + effective + " since.");
    }

    private @Nullable QosException difference() {
        for (Member member : members) {
            QosException difference = member.socket.difference(this);
            if (difference != null) {
                return difference;
            }
        }
        return null;
    }

    @Override
    public PacketPriority queryPacketPriority() throws QosException {
        synchronized (subsystem.lock()) {
            requireOpen("queryPacketPriority");
            MarkedSocket living = living();
            if (living == null) {
                throw new QosException(
                        "getsockopt(IP_TOS)", Errno.EBADF, Reason.NOT_A_SOCKET, "All sockets of the flow are closed.");
            }
            Dscp dscp = living.effective(subsystem.profile().dscp(spec()));
            int priority = living.priority();
            return new PacketPriority(dscp, dscp, priority, priority);
        }
    }

    @Override
    public DataRate queryOutgoingRate() throws QosException {
        synchronized (subsystem.lock()) {
            requireOpen("queryOutgoingRate");
        }
        return spec().outgoingRate()
                .map(OutgoingRate::rate)
                .orElseThrow(() -> new QosException(
                        "queryOutgoingRate", 0, Reason.NOT_FOUND, "No rate was set; call setOutgoingRate first."));
    }

    @Override
    public void close() {
        end(this::release);
    }

    @Override
    public void abandon() {
        end(this::leave);
    }

    private void end(Consumer<MarkedSocket> parting) {
        synchronized (subsystem.lock()) {
            if (closed) {
                return;
            }
            closed = true;
            for (Member member : members) {
                parting.accept(member.socket);
            }
            members.clear();
            subsystem.forget(this);
        }
    }

    @Override
    public String toString() {
        return "flow " + id() + " (" + spec() + (isOpen() ? ")" : ", closed)");
    }

    private void release(MarkedSocket socket) {
        try {
            socket.release(this);
        } catch (QosException e) {
            System.getLogger(LinuxFlow.class.getName())
                    .log(Level.DEBUG, "the former mark of socket " + socket.fd() + " could not be put back", e);
        }
        leave(socket);
    }

    private void leave(MarkedSocket socket) {
        socket.forget(this);
        if (!socket.isClaimed()) {
            subsystem.forget(socket);
        }
    }

    private void requireOpen(String operation) throws QosException {
        if (closed) {
            throw Refusals.flowClosed(operation, id());
        }
    }

    private @Nullable MarkedSocket living() {
        for (Member member : members) {
            if (member.socket.isSame()) {
                return member.socket;
            }
        }
        return null;
    }
}
