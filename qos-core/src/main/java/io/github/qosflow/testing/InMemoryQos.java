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
import io.github.qosflow.QosSubsystem;
import io.github.qosflow.internal.Destinations;
import io.github.qosflow.internal.Refusals;
import io.github.qosflow.testing.InMemoryFlow.Member;
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
import java.util.Optional;
import java.util.Set;

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
 * <p>No socket is touched, so any number will do for one. Types carry the marks of
 * {@link io.github.qosflow.MarkingProfile#WINDOWS}. Listeners are called and futures complete on the thread that calls
 * the method which causes it. Errors are those the interfaces promise; what {@link #without} takes away is refused with
 * NOT_SUPPORTED. Thread-safe.
 */
public final class InMemoryQos implements QosSubsystem {
    private final Set<QosCapability> capabilities;
    private final Journal journal = new Journal();
    private final Marks marks;
    private final Map<Long, InMemoryFlow> flows = Collections.synchronizedMap(new LinkedHashMap<>());
    private final Set<InetAddress> tracked = new LinkedHashSet<>();
    private volatile FlowFundamentals known = FlowFundamentals.UNKNOWN;
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
        open().forEach(InMemoryFlow::end);
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
     * Puts another mark in force, as a policy or a restart may, and tells the listeners {@code markingChanged}.
     *
     * @param flow a flow of this subsystem
     * @param effective the mark in force from now on
     * @param why the difference
     */
    public void degrade(QosFlow flow, Dscp effective, QosException why) {
        own(flow).remark(new Marking(flow.marking().requested(), effective, Optional.of(why)));
    }

    /**
     * Makes the path congested: tells the listeners, adaptive flow or not, and completes
     * {@link QosFlow#notifyCongested}.
     *
     * @param flow a flow of this subsystem
     */
    public void congest(QosFlow flow) {
        own(flow).congested();
    }

    /**
     * Ends the congestion: tells the listeners, adaptive flow or not, and completes {@link QosFlow#notifyUncongested}.
     *
     * @param flow a flow of this subsystem
     */
    public void uncongest(QosFlow flow) {
        own(flow).uncongested();
    }

    /**
     * Makes bandwidth available: tells the listeners, adaptive flow or not, and completes
     * {@link QosFlow#notifyAvailable} if that did not want more.
     *
     * @param flow a flow of this subsystem
     * @param total the bandwidth
     */
    public void makeAvailable(QosFlow flow, DataRate total) {
        own(flow).available(Objects.requireNonNull(total, "total"));
    }

    /**
     * Sets what {@link QosFlow#queryFundamentals} answers; {@link FlowFundamentals#UNKNOWN} at first.
     *
     * @param fundamentals the answer for every adaptive flow
     */
    public void fundamentals(FlowFundamentals fundamentals) {
        known = Objects.requireNonNull(fundamentals, "fundamentals");
    }

    /** Restarts the system under the program: every open flow is told lost, then restored; the objects stay. */
    public void restart() {
        QosException cause = new QosException(
                "restart", 0, Reason.REINITIALIZATION_NEEDED, "Nothing to do: the flows are put back by themselves.");
        open().forEach(flow -> flow.restarted(cause));
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

    void forget(InMemoryFlow flow) {
        flows.remove(flow.id());
    }

    private QosFlow create(FlowSpec spec, Member first) throws QosException {
        Objects.requireNonNull(spec, "spec");
        return call("createFlow", spec + ", " + first, () -> {
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
