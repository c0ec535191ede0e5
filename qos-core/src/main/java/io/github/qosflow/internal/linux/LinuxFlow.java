package io.github.qosflow.internal.linux;

import io.github.qosflow.DataRate;
import io.github.qosflow.Dscp;
import io.github.qosflow.FlowFundamentals;
import io.github.qosflow.FlowSpec;
import io.github.qosflow.Marking;
import io.github.qosflow.NativeSocket;
import io.github.qosflow.OutgoingRate;
import io.github.qosflow.PacketPriority;
import io.github.qosflow.QosException;
import io.github.qosflow.QosException.Reason;
import io.github.qosflow.TrafficType;
import io.github.qosflow.internal.AbstractFlow;
import io.github.qosflow.internal.AdaptiveRules;
import io.github.qosflow.internal.Destinations;
import io.github.qosflow.internal.PathEvents.Kind;
import io.github.qosflow.internal.Refusals;
import io.github.qosflow.internal.linux.LinuxMembers.Member;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A flow of {@link LinuxSubsystem}: its members and the mark they share. Guarded by the subsystem's lock. */
final class LinuxFlow extends AbstractFlow {
    private static final System.Logger LOG = System.getLogger(LinuxFlow.class.getName());

    private final LinuxSubsystem subsystem;
    private final LinuxMembers members = new LinuxMembers();
    private Marking lastMarking;
    /** Of an adaptive flow; null if there is no connection to measure. */
    private volatile @Nullable MeasuredPath path;

    private boolean closed;

    LinuxFlow(LinuxSubsystem subsystem, long id, FlowSpec spec) {
        super(id, subsystem, spec);
        this.subsystem = subsystem;
        Dscp requested = subsystem.profile().dscp(spec);
        lastMarking = new Marking(requested, requested, Optional.empty());
    }

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
            AdaptiveRules.refuseSecondMember(spec());
            join(socket, destination);
        }
    }

    /** The lock is held. */
    void join(NativeSocket socket, @Nullable InetSocketAddress destination) throws QosException {
        MarkedSocket marked = subsystem.socket(socket);
        Member member = new Member(socket, marked, destination);
        if (!members.add(member)) {
            return;
        }
        try {
            marked.claim(this, mark(spec()));
        } catch (QosException e) {
            members.removeAll(List.of(member));
            throw e;
        }
        subsystem.keep(marked);
        shareRate();
    }

    /** Has members now; the lock is held. */
    void begin() throws QosException {
        MarkedSocket socket = members.first();
        if (!spec().adaptive() || !socket.isTcp()) {
            return;
        }
        MeasuredPath measured = new MeasuredPath(this, subsystem.sampler(), socket.fd());
        measured.begin();
        path = measured;
    }

    @Override
    public void remove(NativeSocket socket) throws QosException {
        removeAll(socket, null);
    }

    @Override
    public void remove(NativeSocket socket, Collection<InetSocketAddress> destinations) throws QosException {
        removeAll(socket, destinations);
    }

    private void removeAll(NativeSocket socket, @Nullable Collection<InetSocketAddress> destinations)
            throws QosException {
        synchronized (subsystem.lock()) {
            requireOpen("remove");
            List<Member> leaving = members.of(socket, destinations);
            if (leaving.isEmpty()) {
                throw new QosException(
                        "remove", 0, Reason.NOT_FOUND, socket + " is not in flow " + id() + "; add it first.");
            }
            leave(leaving, this::release);
        }
        endPathIfClosed();
    }

    @Override
    public void abandon(NativeSocket socket) {
        try {
            synchronized (subsystem.lock()) {
                if (!closed) {
                    leave(members.addedAs(socket), this::leave);
                }
            }
        } catch (QosException e) {
            LOG.log(Level.DEBUG, "the rate of flow " + id() + " could not be shared anew", e);
        }
        endPathIfClosed();
    }

    /** The lock is held. A socket stays marked as long as it has a destination in the flow. */
    private void leave(List<Member> leaving, Consumer<MarkedSocket> parting) throws QosException {
        if (leaving.size() == members.size()) {
            leaveAll(parting);
            return;
        }
        members.removeAll(leaving);
        for (Member member : leaving) {
            if (!members.contains(member.socket())) {
                parting.accept(member.socket());
            }
        }
        if (!leaving.isEmpty()) {
            shareRate();
        }
    }

    @Override
    public void setTrafficType(TrafficType type) throws QosException {
        change("setTrafficType", specWith(type));
    }

    @Override
    public void setOutgoingRate(OutgoingRate rate) throws QosException {
        synchronized (subsystem.lock()) {
            MarkedSocket living = members.living();
            if (living != null && !living.isTcp()) {
                throw SocketMarks.pacingUnsupported();
            }
        }
        change("setOutgoingRate", spec().toBuilder().outgoingRate(rate).build());
    }

    @Override
    public void setOutgoingDscp(Dscp dscp) throws QosException {
        synchronized (subsystem.lock()) {
            requireOpen("setOutgoingDscp");
        }
        AdaptiveRules.refuseExactDscp(spec());
        change("setOutgoingDscp", spec().toBuilder().dscp(dscp).build());
    }

    private void change(String operation, FlowSpec changed) throws QosException {
        synchronized (subsystem.lock()) {
            requireOpen(operation);
            members.claim(this, mark(changed));
            spec(changed);
        }
        tellMarkingChanged();
    }

    /** The kernel paces each socket by itself, so the members share the flow's rate in equal parts. */
    private void shareRate() throws QosException {
        if (spec().outgoingRate().isPresent()) {
            members.claim(this, mark(spec()));
        }
    }

    private Mark mark(FlowSpec wanted) {
        long rate = wanted.outgoingRate()
                .filter(outgoing -> !outgoing.rate().equals(DataRate.SYSTEM_MINIMUM))
                .map(outgoing -> Math.max(1, outgoing.rate().bytesPerSecond() / members.size()))
                .orElse(0L);
        return new Mark(subsystem.profile().dscp(wanted), subsystem.priorities().of(wanted.trafficType()), rate);
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
            return Optional.ofNullable(members.difference(this));
        }
    }

    private void readMarking() {
        Dscp requested = subsystem.profile().dscp(spec());
        MarkedSocket living = members.living();
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
            return members.difference(this);
        }
        return new QosException(
                "getsockopt(IP_TOS)",
                0,
                Reason.OVERRIDDEN,
                "Another flow of the socket or the program itself has set " + effective + " since.");
    }

    @Override
    public PacketPriority queryPacketPriority() throws QosException {
        synchronized (subsystem.lock()) {
            requireOpen("queryPacketPriority");
            MarkedSocket living = members.living();
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
        return AdaptiveRules.rate(spec())
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
            if (!closed) {
                leaveAll(parting);
            }
        }
        endPathIfClosed();
    }

    /** The lock is held. */
    private void leaveAll(Consumer<MarkedSocket> parting) {
        closed = true;
        long startedNs = System.nanoTime();
        members.forEach(parting);
        members.clear();
        subsystem.forget(this);
        countEnd(startedNs);
    }

    /** Without the lock, for futures complete: whoever waits for them may take locks of his own. */
    private void endPathIfClosed() {
        MeasuredPath measured = path;
        if (measured != null && !isOpen()) {
            measured.end();
        }
    }

    @Override
    public CompletableFuture<FlowFundamentals> queryFundamentals(boolean fresh) {
        try {
            requireAdaptive("queryFundamentals");
            MeasuredPath measured = path;
            return CompletableFuture.completedFuture(
                    measured == null ? FlowFundamentals.UNKNOWN : measured.fundamentals());
        } catch (QosException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    @Override
    protected CompletableFuture<Void> await(Kind kind, @Nullable DataRate total) {
        try {
            requireAdaptive(kind.operation());
            MeasuredPath measured = path;
            if (measured == null) {
                throw new QosException(
                        kind.operation(),
                        0,
                        Reason.NOT_SUPPORTED,
                        "Linux measures TCP connections only; a datagram socket is told nothing of its path.");
            }
            return measured.await(kind, total);
        } catch (QosException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private void requireAdaptive(String operation) throws QosException {
        synchronized (subsystem.lock()) {
            requireOpen(operation);
        }
        if (!spec().adaptive()) {
            throw Refusals.notAdaptive(operation);
        }
    }

    @Override
    protected void listenersChanged() {
        MeasuredPath measured = path;
        if (measured != null && isOpen()) {
            measured.listenersChanged();
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
            LOG.log(Level.DEBUG, "the former mark of socket " + socket.fd() + " could not be put back", e);
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
}
