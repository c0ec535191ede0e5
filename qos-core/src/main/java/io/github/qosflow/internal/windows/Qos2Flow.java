package io.github.qosflow.internal.windows;

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
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.util.Collection;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** One flow of QOS2, under the same object for as long as the program wants it. Listeners are told without any lock held. */
final class Qos2Flow extends AbstractFlow {
    private static final Logger LOG = System.getLogger(Qos2Flow.class.getName());

    /** With such a refusal of its first rate an adaptive flow will never be marked. */
    private static final Set<Reason> HOPELESS = EnumSet.of(Reason.NOT_SUPPORTED, Reason.DISABLED_BY_POLICY);

    private final Qos2Subsystem subsystem;
    private final FlowLife life;
    private final Membership membership;
    private final Grants grants;
    private final PathCalls path = new PathCalls(this);
    private final @Nullable Notifications notifications;
    private final Restoration restoration;

    Qos2Flow(Qos2Subsystem subsystem, LiveFlow live, FlowSpec spec, Target first) {
        super(Integer.toUnsignedLong(live.id()), subsystem, spec);
        this.subsystem = subsystem;
        this.life = new FlowLife(subsystem, live);
        this.grants = new Grants(subsystem.profile(), spec);
        this.notifications = spec.adaptive() ? new Notifications(this) : null;
        Members members = new Members();
        members.add(first);
        this.membership = new Membership(this, subsystem, life, members);
        this.restoration = new Restoration(this, life, members, subsystem::isStill);
    }

    /**
     * What the specification asks for beyond the traffic type. Refused parts show in {@link #marking()}; it fails if there is
     * no flow any more, or one that will never be marked.
     */
    CompletableFuture<Void> applySpec(boolean mayRepeat) throws QosException {
        onLive("createFlow", now -> {
            grants.askForDscp(now, spec(), subsystem::requireExactDscp);
            return true;
        });
        Optional<OutgoingRate> rate = AdaptiveRules.rate(spec());
        return rate.isEmpty() ? CompletableFuture.completedFuture(null) : applyRate(rate.get(), mayRepeat);
    }

    private CompletableFuture<Void> applyRate(OutgoingRate rate, boolean mayRepeat) {
        return path.setRate(rate, mayRepeat)
                .handle((done, failure) -> noteRate(rate, failure))
                .thenCompose(Function.identity());
    }

    private CompletableFuture<Void> noteRate(OutgoingRate rate, @Nullable Throwable failure) {
        QosException refusal = failure == null ? null : Futures.refusal(failure, "setOutgoingRate");
        life.locked(() -> grants.rate(spec(), refusal));
        wish(rate, refusal);
        boolean hopeless = spec().adaptive() && refusal != null && HOPELESS.contains(refusal.reason());
        return hopeless ? CompletableFuture.failedFuture(refusal) : CompletableFuture.completedFuture(null);
    }

    @Override
    public boolean isOpen() {
        return life.isOpen();
    }

    @Override
    public void add(NativeSocket socket) throws QosException {
        membership.join(socket, null);
    }

    @Override
    public void add(NativeSocket socket, InetSocketAddress destination) throws QosException {
        membership.join(socket, Destinations.check(destination));
    }

    @Override
    public void remove(NativeSocket socket) throws QosException {
        endIf(membership.remove(socket));
    }

    @Override
    public void remove(NativeSocket socket, Collection<InetSocketAddress> destinations) throws QosException {
        boolean last = membership.remove(socket, destinations);
        endIf(last);
        if (!last) {
            Futures.await(applySpec(!worker().isCurrent()), subsystem.longestMeasuring(), "remove");
        }
    }

    @Override
    public void abandon(NativeSocket socket) {
        try {
            endIf(membership.abandon(socket));
        } catch (QosException e) {
            LOG.log(Level.DEBUG, "the " + socket + " had left flow " + id() + " before", e);
        }
    }

    private void endIf(boolean last) {
        if (last) {
            endNow();
        }
    }

    @Override
    public void setTrafficType(TrafficType type) throws QosException {
        call("setTrafficType", now -> {
            now.handle().setTrafficType(now.id(), type);
            spec(specWith(type));
            grants.askForDscp(now, spec(), subsystem::requireExactDscp);
            grants.typeChanged(spec());
            return true;
        });
        tellMarkingChanged();
    }

    @Override
    public void setOutgoingDscp(Dscp dscp) throws QosException {
        call("setOutgoingDscp", now -> {
            AdaptiveRules.refuseExactDscp(spec());
            subsystem.requireExactDscp();
            now.handle().setDscp(now.id(), dscp.value());
            spec(spec().toBuilder().dscp(dscp).build());
            grants.dscp(dscp, null);
            return true;
        });
        tellMarkingChanged();
    }

    @Override
    public void setOutgoingRate(OutgoingRate rate) throws QosException {
        call("setOutgoingRate", now -> true); // waits for a flow that is being put back
        try {
            boolean mayRepeat = !worker().isCurrent(); // who would wait for itself: a listener gets the first answer
            Futures.await(path.setRate(rate, mayRepeat), subsystem.longestMeasuring(), "setOutgoingRate");
        } catch (QosException e) {
            wish(rate, e);
            throw e;
        }
        boolean marksNow = life.locked(() -> {
            spec(spec().toBuilder().outgoingRate(rate).build());
            return grants.rate(spec(), null);
        });
        if (marksNow) {
            tellMarkingChanged();
        }
    }

    /** Listeners are told when the bandwidth is there that was not to be had. */
    private void wish(OutgoingRate rate, @Nullable QosException refusal) {
        if (notifications != null && refusal != null && refusal.reason() == Reason.NOT_ENOUGH_BANDWIDTH) {
            notifications.wish(rate.rate());
        }
    }

    @Override
    public Marking marking() {
        QosException unread = null;
        try {
            if (isOpen()) {
                Dscp now = onLive("marking", LiveFlow::priority).conformantDscp();
                life.locked(() -> grants.read(now));
            }
        } catch (QosException e) {
            unread = e;
        }
        return marking(unread);
    }

    private Marking marking(@Nullable QosException unread) {
        return life.locked(() -> grants.marking(spec(), unread));
    }

    @Override
    public Marking lastMarking() {
        return marking(null);
    }

    @Override
    public Optional<QosException> refused() {
        return life.locked(grants::refusal);
    }

    @Override
    public PacketPriority queryPacketPriority() throws QosException {
        return call("queryPacketPriority", LiveFlow::priority);
    }

    @Override
    public DataRate queryOutgoingRate() throws QosException {
        return HeaderValues.rate(call("queryOutgoingRate", now -> grants.readRate(now, spec())));
    }

    @Override
    public CompletableFuture<FlowFundamentals> queryFundamentals(boolean fresh) {
        QosException refusal = refusalOfPathCalls("queryFundamentals");
        return refusal == null ? path.queryFundamentals(fresh) : CompletableFuture.failedFuture(refusal);
    }

    @Override
    protected CompletableFuture<Void> await(Kind kind, @Nullable DataRate total) {
        QosException refusal = refusalOfPathCalls(kind.operation());
        if (refusal != null || notifications == null) {
            return CompletableFuture.failedFuture(refusal);
        }
        CompletableFuture<Void> told = notifications.ask(kind, total);
        if (life.hasEnded()) {
            notifications.end(); // ended meanwhile: nobody else would complete it
        }
        return told;
    }

    private @Nullable QosException refusalOfPathCalls(String operation) {
        if (!isOpen()) {
            return Refusals.flowClosed(operation, id());
        }
        return spec().adaptive() ? null : Refusals.notAdaptive(operation);
    }

    @Override
    protected void listenersChanged() {
        if (notifications != null) {
            notifications.review();
        }
    }

    @Override
    public void close() {
        if (life.end()) {
            endNow();
        }
    }

    @Override
    public void closeAsync() {
        if (life.end()) {
            var unused = worker().patiently(() -> {
                endNow();
                return CompletableFuture.completedFuture(null);
            });
        }
    }

    @Override
    public void abandon() {
        closeAsync();
    }

    /** By id, never by socket. */
    private void endNow() {
        long startedNs = System.nanoTime();
        forget();
        LiveFlow last = life.takeLast();
        if (last != null) {
            endNatively(last);
        }
        countEnd(startedNs);
    }

    /** A failure means that the flow is gone already: with the handle, the service, the socket. */
    private void endNatively(LiveFlow last) {
        try {
            last.handle().endFlow(last.id());
        } catch (QosException e) {
            restarted(last.handle(), e);
            LOG.log(Level.DEBUG, "flow " + id() + " was gone before it was closed", e);
        }
    }

    /** What waits for this flow waits no longer. */
    private void forget() {
        subsystem.forget(this);
        path.end();
        if (notifications != null) {
            notifications.end();
        }
    }

    /** The subsystem is closed, and the flow with its handle; also if the worker has gone before it could end it. */
    void closedWithHandle() {
        if (life.end()) {
            forget();
            life.takeLast();
        }
        countEnd(System.nanoTime());
    }

    /** {@return how it is lost with its handle and put back} */
    Restoration restoration() {
        return restoration;
    }

    /** The flow's packets carry no mark for the time being. */
    void unmarked() {
        life.locked(grants::unmarked);
    }

    /** Another number, from another handle. */
    void renumber(LiveFlow made) {
        id(Integer.toUnsignedLong(made.id()));
    }

    /** One look at the flow, which notices a restart. {@return whether there was anything to look at} */
    boolean probe() {
        try {
            onLive("watchdog", LiveFlow::priority);
            return true;
        } catch (QosException e) {
            return life.isLive();
        }
    }

    /** Makes a call as soon as the flow is live, and once more if the system turns out to have been restarted. */
    <T> T call(String operation, FlowLife.Call<T> call) throws QosException {
        return life.call(operation, id(), call);
    }

    /** Makes a call if the flow is live; if the system turns out to have been restarted, the flow is put back. */
    <T> T onLive(String operation, FlowLife.Call<T> call) throws QosException {
        return life.callNow(operation, id(), now -> {
            try {
                return call.on(now);
            } catch (QosException e) {
                restarted(now.handle(), e);
                throw e;
            }
        });
    }

    /** Whether an error means that the handle is gone with all its flows; then they are being put back. */
    boolean restarted(Qos2Handle used, QosException error) {
        return subsystem.restarted(used, error);
    }

    Worker worker() {
        return subsystem.worker();
    }

    Timing timing() {
        return subsystem.timing();
    }

    /** {@return for instance {@code flow 7 (VOICE), open}} */
    @Override
    public String toString() {
        return "flow " + id() + " (" + spec() + "), " + (isOpen() ? "open" : "ended");
    }
}
