package io.github.qosflow.testing;

import io.github.qosflow.DataRate;
import io.github.qosflow.Dscp;
import io.github.qosflow.FlowFundamentals;
import io.github.qosflow.FlowSpec;
import io.github.qosflow.Marking;
import io.github.qosflow.NativeSocket;
import io.github.qosflow.OutgoingRate;
import io.github.qosflow.PacketPriority;
import io.github.qosflow.QosCapability;
import io.github.qosflow.QosException;
import io.github.qosflow.QosException.Reason;
import io.github.qosflow.QosFlow;
import io.github.qosflow.QosFlowListener;
import io.github.qosflow.TrafficType;
import io.github.qosflow.internal.AdaptiveRules;
import io.github.qosflow.internal.CountedFlow;
import io.github.qosflow.internal.Destinations;
import io.github.qosflow.internal.FlowListeners;
import io.github.qosflow.internal.PathEvents;
import io.github.qosflow.internal.PathEvents.Kind;
import io.github.qosflow.internal.Refusals;
import io.github.qosflow.testing.Journal.Call;
import java.net.InetSocketAddress;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A flow that exists only here. What changes is changed inside {@link Journal#call}, one call at a time. */
final class InMemoryFlow extends CountedFlow implements PathEvents.Path {
    private final InMemoryQos qos;
    private final long id;
    private final FlowListeners listeners = new FlowListeners();
    private final PathEvents events = new PathEvents(this);
    private final Set<Member> members = new LinkedHashSet<>();
    private volatile FlowSpec spec;
    private volatile FlowFundamentals fundamentals;
    /** Why the exact DSCP was not granted. */
    private volatile @Nullable QosException refusal;
    /** What somebody else has put in force. */
    private volatile @Nullable Marking degraded;
    /** The last one of a flow that has ended. */
    private volatile @Nullable Marking last;

    private volatile boolean open = true;

    InMemoryFlow(InMemoryQos qos, long id, FlowSpec spec, Member first) {
        super(qos.tally());
        this.qos = qos;
        this.id = id;
        this.spec = spec;
        this.fundamentals = qos.known();
        this.refusal = qos.marks().refusal(spec);
        members.add(first);
    }

    @Override
    public long id() {
        return id;
    }

    @Override
    public FlowSpec spec() {
        return spec;
    }

    @Override
    public boolean isOpen() {
        return open;
    }

    @Override
    public Marking marking() {
        Marking kept = last != null ? last : degraded;
        return kept != null ? kept : qos.marks().of(spec, refusal, qos.hasAdaptiveFlows());
    }

    @Override
    public Optional<QosException> refused() {
        return qos.marks().of(spec, refusal, false).difference();
    }

    @Override
    public void add(NativeSocket socket) throws QosException {
        join(new Member(socket, null));
    }

    @Override
    public void add(NativeSocket socket, InetSocketAddress destination) throws QosException {
        join(new Member(socket, Destinations.check(destination)));
    }

    private void join(Member member) throws QosException {
        call("add", member, () -> {
            AdaptiveRules.refuseSecondMember(spec);
            return members.add(member);
        });
    }

    @Override
    public void remove(NativeSocket socket) throws QosException {
        boolean empty = call("remove", socket, () -> {
            if (!members.removeIf(member -> member.socket().equals(socket))) {
                throw new QosException("remove", 0, Reason.NOT_FOUND, socket + " is not in flow " + id + ".");
            }
            return members.isEmpty();
        });
        if (empty) {
            end();
        }
    }

    @Override
    public void remove(NativeSocket socket, Collection<InetSocketAddress> destinations) throws QosException {
        boolean empty = call("remove", socket + ", " + destinations, () -> {
            if (!members.removeIf(member -> member.isOneOf(socket, destinations))) {
                throw new QosException(
                        "remove",
                        0,
                        Reason.NOT_FOUND,
                        socket + " has none of " + destinations + " in flow " + id + ".");
            }
            return members.isEmpty();
        });
        if (empty) {
            end();
        }
    }

    @Override
    @SuppressWarnings("ReferenceEquality")
    public void abandon(NativeSocket socket) {
        synchronized (qos.journal()) {
            if (!members.removeIf(member -> member.socket() == socket)) {
                return;
            }
        }
        qos.journal().write("flow " + id + ".abandon(" + socket + ")");
        if (members.isEmpty()) {
            end();
        }
    }

    @Override
    public void setTrafficType(TrafficType type) throws QosException {
        remark("setTrafficType", type, () -> {
            FlowSpec.Builder changed = FlowSpec.builder(type).adaptive(spec.adaptive());
            spec.outgoingRate().ifPresent(changed::outgoingRate);
            return changed.build();
        });
    }

    @Override
    public void setOutgoingRate(OutgoingRate rate) throws QosException {
        call("setOutgoingRate", rate, () -> {
            qos.marks().require(QosCapability.RATE_SHAPING, "setOutgoingRate");
            spec = spec.toBuilder().outgoingRate(rate).build();
            return spec;
        });
    }

    @Override
    public void setOutgoingDscp(Dscp dscp) throws QosException {
        remark("setOutgoingDscp", dscp, () -> {
            qos.marks().requireExactDscp("setOutgoingDscp", spec);
            return spec.toBuilder().dscp(dscp).build();
        });
    }

    @Override
    public PacketPriority queryPacketPriority() throws QosException {
        return call("queryPacketPriority", "", () -> qos.marks().priority(spec, marking()));
    }

    @Override
    public DataRate queryOutgoingRate() throws QosException {
        return call(
                "queryOutgoingRate",
                "",
                () -> AdaptiveRules.rate(spec)
                        .map(OutgoingRate::rate)
                        .orElseThrow(() -> new QosException(
                                "queryOutgoingRate", 0, Reason.NOT_FOUND, "No rate was set; call setOutgoingRate.")));
    }

    @Override
    public CompletableFuture<FlowFundamentals> queryFundamentals(boolean fresh) {
        return future("queryFundamentals", fresh, QosCapability.FUNDAMENTALS, () -> {
            return CompletableFuture.completedFuture(fundamentals);
        });
    }

    @Override
    public CompletableFuture<Void> notifyCongested() {
        return await(Kind.CONGESTED, null);
    }

    @Override
    public CompletableFuture<Void> notifyUncongested() {
        return await(Kind.UNCONGESTED, null);
    }

    @Override
    public CompletableFuture<Void> notifyAvailable(DataRate total) {
        return await(Kind.AVAILABLE, total);
    }

    @Override
    public void addListener(QosFlowListener listener) {
        listeners.add(listener);
        listenersChanged();
    }

    @Override
    public void removeListener(QosFlowListener listener) {
        listeners.remove(listener);
        listenersChanged();
    }

    private void listenersChanged() {
        if (open && spec.adaptive()) {
            events.reviewAfresh();
        }
    }

    @Override
    public void close() {
        qos.journal().write("flow " + id + ".close()");
        end();
    }

    /** {@return for instance {@code flow 1 (VOICE): CS7 (56)}} */
    @Override
    public String toString() {
        return "flow " + id + " (" + spec + "): " + marking() + (open ? "" : ", ended");
    }

    boolean isOf(InMemoryQos subsystem) {
        return qos == subsystem;
    }

    void end() {
        long startedNs = System.nanoTime();
        synchronized (qos.journal()) {
            keepMarking();
            open = false;
        }
        qos.forget(this);
        countEnd(startedNs);
        events.end();
    }

    /** Whatever ends next does not change it any more. */
    void keepMarking() {
        last = marking();
    }

    /** A flow that is not adaptive tells too, for the sake of tests. */
    void congested() {
        if (spec.adaptive()) {
            events.congestion(true);
        } else {
            tell(listener -> listener.congested(this));
        }
    }

    void uncongested() {
        if (spec.adaptive()) {
            events.congestion(false);
        } else {
            tell(listener -> listener.uncongested(this));
        }
    }

    void available(DataRate total) {
        if (spec.adaptive()) {
            FlowFundamentals known = fundamentals;
            measured(new FlowFundamentals(known.bottleneck(), Optional.of(total), known.roundTripTime()));
        } else {
            tell(listener -> listener.available(this, total));
        }
    }

    void measured(FlowFundamentals known) {
        fundamentals = known;
        if (spec.adaptive()) {
            events.review();
        }
    }

    void lost(QosException cause) {
        tell(listener -> listener.lost(this, cause));
    }

    /** What the specification asks for is asked for again. */
    void restored() {
        refusal = qos.marks().refusal(spec);
        tell(listener -> listener.restored(this));
        if (spec.adaptive()) {
            events.restored();
        }
    }

    void degrade(Dscp effective, QosException why) {
        Marking before = marking();
        Marking changed = new Marking(before.requested(), effective, Optional.of(why));
        degraded = changed;
        if (!changed.equals(before)) {
            tell(listener -> listener.markingChanged(this, changed));
        }
    }

    @Override
    public QosFlow flow() {
        return this;
    }

    @Override
    public boolean isAvailable(DataRate total) {
        return fundamentals
                .available()
                .filter(available -> available.compareTo(total) >= 0)
                .isPresent();
    }

    @Override
    public boolean hasListeners() {
        return !listeners.isEmpty();
    }

    @Override
    public void tell(Consumer<QosFlowListener> event) {
        if (open) {
            listeners.tell(event);
        }
    }

    /** The rate of a flow that has one, as every adaptive flow does. */
    @Override
    public DataRate rate() {
        return AdaptiveRules.rate(spec).map(OutgoingRate::rate).orElse(DataRate.SYSTEM_MINIMUM);
    }

    private <T> T call(String operation, Object arguments, Call<T> call) throws QosException {
        return qos.journal().call("flow " + id + "." + operation + "(" + arguments + ")", () -> {
            qos.journal().failIfOrdered();
            if (!open) {
                throw Refusals.flowClosed(operation, id);
            }
            return call.run();
        });
    }

    private void remark(String operation, Object argument, Call<FlowSpec> change) throws QosException {
        call(operation, argument, () -> {
            spec = change.run();
            refusal = null;
            degraded = null;
            return spec;
        });
        Marking now = marking();
        tell(listener -> listener.markingChanged(this, now));
    }

    private CompletableFuture<Void> await(Kind kind, @Nullable DataRate total) {
        Object arguments = total == null ? "" : total;
        CompletableFuture<Void> event =
                future(kind.operation(), arguments, QosCapability.NOTIFICATIONS, () -> events.await(kind, total));
        events.review();
        return event;
    }

    private <T> CompletableFuture<T> future(
            String operation, Object arguments, QosCapability needed, Call<CompletableFuture<T>> call) {
        try {
            return call(operation, arguments, () -> {
                qos.marks().require(needed, operation);
                qos.marks().requireAdaptive(operation, spec);
                return call.run();
            });
        } catch (QosException e) {
            return CompletableFuture.failedFuture(e);
        }
    }
}
