package io.github.qosflow.testing;

import io.github.qosflow.DataRate;
import io.github.qosflow.Dscp;
import io.github.qosflow.FlowFundamentals;
import io.github.qosflow.FlowSpec;
import io.github.qosflow.Marking;
import io.github.qosflow.NativeSocket;
import io.github.qosflow.QosCapability;
import io.github.qosflow.QosException;
import io.github.qosflow.QosException.Reason;
import io.github.qosflow.QosFlow;
import io.github.qosflow.QosStatistics;
import io.github.qosflow.QosSubsystem;
import io.github.qosflow.internal.Attempt;
import io.github.qosflow.internal.Destinations;
import io.github.qosflow.internal.Lag;
import io.github.qosflow.internal.Refusals;
import io.github.qosflow.internal.Restarts;
import io.github.qosflow.internal.Tally;
import io.github.qosflow.testing.Journal.Call;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A subsystem without an operating system, for tests: it counts, keeps a journal, and does what it is told to.
 *
 * <pre>{@code
 * InMemoryQos qos = new InMemoryQos();
 * QosFlow flow = qos.createFlow(FlowSpec.of(TrafficType.VOICE), NativeSocket.ofHandle(7));
 * qos.calls();         // [createFlow(VOICE, socket 7)]
 * qos.congest(flow);   // its listeners are told
 * flow.close();
 * qos.flowCount();     // 0
 * }</pre>
 *
 * <p>It behaves as QOS2 does, an adaptive flow's events and marks included, but for this: no socket is touched, so any
 * number will do for one, and no right is needed to enumerate. Types carry the marks of
 * {@link io.github.qosflow.MarkingProfile#WINDOWS}. Listeners are called and futures complete on the thread that calls
 * the method which causes it. Errors are those the interfaces promise; what {@link #without} takes away is refused with
 * NOT_SUPPORTED. Thread-safe.
 */
public final class InMemoryQos implements QosSubsystem {
    private final Set<QosCapability> capabilities;
    private final Journal journal = new Journal();
    private final Marks marks;
    private final Tally tally = new Tally("in memory", new Lag());
    private final Map<Long, InMemoryFlow> flows = Collections.synchronizedMap(new LinkedHashMap<>());
    private final Set<InetAddress> tracked = new LinkedHashSet<>();
    private volatile FlowFundamentals known = FlowFundamentals.UNKNOWN;
    private final AtomicInteger adaptiveFlows = new AtomicInteger();
    private volatile boolean open = true;
    private long lastId;

    /** A subsystem that can do everything. */
    public InMemoryQos() {
        this(EnumSet.allOf(QosCapability.class));
    }

    private InMemoryQos(EnumSet<QosCapability> capabilities) {
        this.capabilities = Collections.unmodifiableSet(capabilities);
        this.marks = new Marks(this.capabilities);
    }

    /**
     * A subsystem that lacks something.
     *
     * @param missing what it cannot do
     * @return a subsystem that can do everything else
     */
    public static InMemoryQos without(QosCapability... missing) {
        EnumSet<QosCapability> left = EnumSet.allOf(QosCapability.class);
        left.removeAll(List.of(missing));
        return new InMemoryQos(left);
    }

    @Override
    public String name() {
        return "in memory";
    }

    @Override
    public Set<QosCapability> capabilities() {
        return capabilities;
    }

    @Override
    public QosFlow createFlow(FlowSpec spec, NativeSocket socket) throws QosException {
        return create(spec, new Member(Objects.requireNonNull(socket, "socket"), null));
    }

    @Override
    public QosFlow createFlow(FlowSpec spec, NativeSocket socket, InetSocketAddress destination) throws QosException {
        return create(spec, new Member(Objects.requireNonNull(socket, "socket"), Destinations.check(destination)));
    }

    @Override
    public QosStatistics statistics() {
        return tally.statistics();
    }

    @Override
    public void startTracking(InetAddress peer) throws QosException {
        call("startTracking", Objects.requireNonNull(peer, "peer"), () -> {
            marks.require(QosCapability.TRACKING, "startTracking");
            return tracked.add(peer);
        });
    }

    @Override
    public void stopTracking(InetAddress peer) throws QosException {
        call("stopTracking", Objects.requireNonNull(peer, "peer"), () -> {
            marks.require(QosCapability.TRACKING, "stopTracking");
            if (!tracked.remove(peer)) {
                throw new QosException("stopTracking", 0, Reason.NOT_FOUND, peer + " is not tracked.");
            }
            return true;
        });
    }

    @Override
    public long[] enumerateFlows() throws QosException {
        return call("enumerateFlows", "", () -> {
            marks.require(QosCapability.ENUMERATE, "enumerateFlows");
            return open().stream().mapToLong(QosFlow::id).toArray();
        });
    }

    @Override
    public void close() {
        journal.write("close()");
        synchronized (journal) {
            open = false;
        }
        List<InMemoryFlow> ended = open();
        ended.forEach(InMemoryFlow::keepMarking);
        ended.forEach(InMemoryFlow::end);
    }

    /** {@return how many flows are open} */
    public int flowCount() {
        return flows.size();
    }

    /** {@return the open flows, the oldest first; a copy} */
    public List<QosFlow> flows() {
        return List.copyOf(open());
    }

    /**
     * Every call that would reach a system, in order, as {@code operation(arguments)} or, for a flow,
     * {@code flow 1.operation(arguments)}; a call that failed ends with its reason. For instance:
     *
     * <pre>
     * createFlow(VOICE, socket 7)
     * createFlow(VOICE, socket 8, /192.0.2.1:5004) failed: NO_RESOURCES
     * flow 1.setOutgoingDscp(EF (46))
     * flow 1.close()
     * close()
     * </pre>
     *
     * <p>Accessors ({@code id}, {@code spec}, {@code isOpen}, {@code marking}, {@code name}, {@code capabilities}) and
     * the listener methods are not in it.
     *
     * @return a copy
     */
    public List<String> calls() {
        return journal.calls();
    }

    /**
     * Lets the next call that can fail do so, whichever it is; repeated, one call after the other. A call that returns a
     * future returns a failed one.
     *
     * @param failure what it throws
     */
    public void failNext(QosException failure) {
        journal.order(Objects.requireNonNull(failure, "failure"));
    }

    /**
     * Refuses exact DSCP from now on, as Windows does to an unprivileged user: flows are created with their type's mark
     * and {@link Marking#difference()} says why, {@link QosFlow#setOutgoingDscp} throws.
     *
     * @param why the refusal
     */
    public void refuseExactDscp(QosException why) {
        marks.refuseExactDscp(Objects.requireNonNull(why, "why"));
    }

    /** Grants exact DSCP again; what was refused stays refused. */
    public void grantExactDscp() {
        marks.refuseExactDscp(null);
    }

    /**
     * Puts another mark in force, as a policy may, and tells the listeners {@code markingChanged}. It stays until the
     * flow's type or DSCP is set.
     *
     * @param flow a flow of this subsystem
     * @param effective the mark in force from now on
     * @param why the difference
     */
    public void degrade(QosFlow flow, Dscp effective, QosException why) {
        own(flow).degrade(effective, why);
    }

    /**
     * Makes the path congested until it is {@linkplain #uncongest uncongested}: tells the listeners and completes
     * {@link QosFlow#notifyCongested}, now or when asked for. Listeners of a flow that is not adaptive, which Windows would
     * never tell, are told too.
     *
     * @param flow a flow of this subsystem
     */
    public void congest(QosFlow flow) {
        own(flow).congested();
    }

    /**
     * Ends the congestion: tells the listeners that were told of it and completes {@link QosFlow#notifyUncongested}, now or
     * when asked for. Listeners of a flow that is not adaptive are told in any case.
     *
     * @param flow a flow of this subsystem
     */
    public void uncongest(QosFlow flow) {
        own(flow).uncongested();
    }

    /**
     * Makes bandwidth available on the flow's path, as its {@linkplain QosFlow#queryFundamentals fundamentals} say then, too.
     * Completes {@link QosFlow#notifyAvailable}, now or when asked for, if that did not want more, and tells the listeners
     * of what it wanted. Listeners of a flow that is not adaptive are told in any case.
     *
     * @param flow a flow of this subsystem
     * @param total the bandwidth
     */
    public void makeAvailable(QosFlow flow, DataRate total) {
        own(flow).available(Objects.requireNonNull(total, "total"));
    }

    /**
     * Sets what {@link QosFlow#queryFundamentals} answers, {@link FlowFundamentals#UNKNOWN} at first, with the available
     * bandwidth as by {@link #makeAvailable}.
     *
     * @param fundamentals the answer for every adaptive flow, those to come included
     */
    public void fundamentals(FlowFundamentals fundamentals) {
        known = Objects.requireNonNull(fundamentals, "fundamentals");
        open().forEach(flow -> flow.measured(fundamentals));
    }

    /**
     * Restarts the system under the program: all open flows are told lost, then all restored. The objects stay and what
     * is pending goes on; an exact DSCP is asked for again, with the rights of now.
     */
    public void restart() {
        QosException cause = new QosException(
                "restart", 0, Reason.REINITIALIZATION_NEEDED, "Nothing to do: the flows are put back by themselves.");
        Restarts restarts = tally.restarts();
        restarts.begin();
        List<InMemoryFlow> lost = open();
        lost.forEach(flow -> flow.lost(cause));
        lost.forEach(InMemoryFlow::restored);
        restarts.end(lost.size(), 0);
    }

    /** {@return for instance {@code InMemoryQos with 2 flows}} */
    @Override
    public String toString() {
        return "InMemoryQos with " + flowCount() + " flows" + (open ? "" : ", closed");
    }

    Journal journal() {
        return journal;
    }

    Marks marks() {
        return marks;
    }

    FlowFundamentals known() {
        return known;
    }

    Tally tally() {
        return tally;
    }

    void forget(InMemoryFlow flow) {
        if (flows.remove(flow.id()) != null && flow.spec().adaptive()) {
            adaptiveFlows.decrementAndGet();
        }
    }

    boolean hasAdaptiveFlows() {
        return adaptiveFlows.get() > 0;
    }

    private QosFlow create(FlowSpec spec, Member first) throws QosException {
        Objects.requireNonNull(spec, "spec");
        long startedNs = System.nanoTime();
        Attempt attempt = tally.attempt();
        try {
            return attempt.made(make(spec, first), first.socket(), startedNs);
        } catch (QosException e) {
            throw attempt.failed(e);
        }
    }

    private InMemoryFlow make(FlowSpec spec, Member first) throws QosException {
        return call("createFlow", spec + ", " + first, () -> {
            if (spec.adaptive()) {
                marks.require(QosCapability.FUNDAMENTALS, "createFlow");
                adaptiveFlows.incrementAndGet();
            }
            InMemoryFlow flow = new InMemoryFlow(this, ++lastId, spec, first);
            flows.put(flow.id(), flow);
            return flow;
        });
    }

    private <T> T call(String operation, Object arguments, Call<T> call) throws QosException {
        return journal.call(operation + "(" + arguments + ")", () -> {
            journal.failIfOrdered();
            if (!open) {
                throw Refusals.subsystemClosed(operation);
            }
            return call.run();
        });
    }

    private List<InMemoryFlow> open() {
        synchronized (flows) {
            return List.copyOf(flows.values());
        }
    }

    private InMemoryFlow own(QosFlow flow) {
        if (flow instanceof InMemoryFlow mine && mine.isOf(this)) {
            return mine;
        }
        throw new IllegalArgumentException("not a flow of this subsystem: " + flow);
    }
}
