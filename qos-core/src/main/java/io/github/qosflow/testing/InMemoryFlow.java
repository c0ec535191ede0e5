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
import io.github.qosflow.internal.Destinations;
import io.github.qosflow.internal.FlowListeners;
import io.github.qosflow.internal.Refusals;
import io.github.qosflow.testing.Journal.Call;
import io.github.qosflow.testing.PendingEvents.Kind;
import java.net.InetSocketAddress;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A flow that exists only here. What changes is changed inside {@link Journal#call}, one call at a time. */
final class InMemoryFlow implements QosFlow {
    private final InMemoryQos qos;
    private final long id;
    private final FlowListeners listeners = new FlowListeners();
    private final PendingEvents pending = new PendingEvents();
    private final Set<Member> members = new LinkedHashSet<>();
    private volatile FlowSpec spec;
    private volatile Marking marking;
    private volatile boolean open = true;

    InMemoryFlow(InMemoryQos qos, long id, FlowSpec spec, Member first) {
        this.qos = qos;
        this.id = id;
        this.spec = spec;
        this.marking = qos.marks().of(spec);
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
        return marking;
    }

    @Override
    public void add(NativeSocket socket) throws QosException {
        Member member = new Member(socket, null);
        call("add", member, () -> members.add(member));
    }

    @Override
    public void add(NativeSocket socket, InetSocketAddress destination) throws QosException {
        Member member = new Member(socket, Destinations.check(destination));
        call("add", member, () -> members.add(member));
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
    public void setTrafficType(TrafficType type) throws QosException {
        change("setTrafficType", type, () -> {
            FlowSpec.Builder changed = FlowSpec.builder(type).adaptive(spec.adaptive());
            spec.outgoingRate().ifPresent(changed::outgoingRate);
            return changed.build();
        });
    }

    @Override
    public void setOutgoingRate(OutgoingRate rate) throws QosException {
        change("setOutgoingRate", rate, () -> {
            qos.marks().require(QosCapability.RATE_SHAPING, "setOutgoingRate");
            return spec.toBuilder().outgoingRate(rate).build();
        });
    }

    @Override
    public void setOutgoingDscp(Dscp dscp) throws QosException {
        change("setOutgoingDscp", dscp, () -> {
            qos.marks().requireExactDscp("setOutgoingDscp", spec);
            return spec.toBuilder().dscp(dscp).build();
        });
    }

    @Override
    public PacketPriority queryPacketPriority() throws QosException {
        return call("queryPacketPriority", "", () -> qos.marks().priority(spec, marking));
    }

    @Override
    public DataRate queryOutgoingRate() throws QosException {
        return call(
                        "queryOutgoingRate",
                        "",
                        () -> spec.outgoingRate()
                                .orElseThrow(() -> new QosException(
                                        "queryOutgoingRate",
                                        0,
                                        Reason.NOT_FOUND,
                                        "No rate was set; call setOutgoingRate.")))
                .rate();
    }

    @Override
    public CompletableFuture<FlowFundamentals> queryFundamentals(boolean fresh) {
        return future("queryFundamentals", fresh, QosCapability.FUNDAMENTALS, () -> {
            return CompletableFuture.completedFuture(qos.known());
        });
    }

    @Override
    public CompletableFuture<Void> notifyCongested() {
        return await("notifyCongested", "", Kind.CONGESTED, null);
    }

    @Override
    public CompletableFuture<Void> notifyUncongested() {
        return await("notifyUncongested", "", Kind.UNCONGESTED, null);
    }

    @Override
    public CompletableFuture<Void> notifyAvailable(DataRate total) {
        return await("notifyAvailable", total, Kind.AVAILABLE, total);
    }

    @Override
    public void addListener(QosFlowListener listener) {
        listeners.add(listener);
    }

    @Override
    public void removeListener(QosFlowListener listener) {
        listeners.remove(listener);
    }

    @Override
    public void close() {
        qos.journal().write("flow " + id + ".close()");
        end();
    }

    /** {@return for instance {@code flow 1 (VOICE): CS7 (56)}} */
    @Override
    public String toString() {
        return "flow " + id + " (" + spec + "): " + marking + (open ? "" : ", ended");
    }

    boolean isOf(InMemoryQos subsystem) {
        return qos == subsystem;
    }

    void end() {
        synchronized (qos.journal()) {
            open = false;
        }
        qos.forget(this);
        pending.cancelAll();
    }

    void congested() {
        pending.happened(Kind.CONGESTED);
        tell(listener -> listener.congested(this));
    }

    void uncongested() {
        pending.happened(Kind.UNCONGESTED);
        tell(listener -> listener.uncongested(this));
    }

    void available(DataRate total) {
        pending.available(total);
        tell(listener -> listener.available(this, total));
    }

    void restarted(QosException cause) {
        tell(listener -> listener.lost(this, cause));
        tell(listener -> listener.restored(this));
    }

    void remark(Marking changed) {
        boolean same = changed.equals(marking);
        marking = changed;
        if (!same) {
            tell(listener -> listener.markingChanged(this, changed));
        }
    }

    private void tell(Consumer<QosFlowListener> event) {
        if (open) {
            listeners.tell(event);
        }
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

    private void change(String operation, Object argument, Call<FlowSpec> change) throws QosException {
        Marking changed = call(operation, argument, () -> {
            spec = change.run();
            return qos.marks().of(spec);
        });
        remark(changed);
    }

    private CompletableFuture<Void> await(String operation, Object arguments, Kind kind, @Nullable DataRate total) {
        return future(operation, arguments, QosCapability.NOTIFICATIONS, () -> pending.await(kind, operation, total));
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

    /** One socket, or one socket's packets to one destination. */
    record Member(NativeSocket socket, @Nullable InetSocketAddress destination) {
        @Override
        public String toString() {
            return destination == null ? socket.toString() : socket + ", " + destination;
        }
    }
}
