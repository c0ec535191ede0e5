package io.github.qosflow.internal;

import io.github.qosflow.DataRate;
import io.github.qosflow.FlowFundamentals;
import io.github.qosflow.FlowSpec;
import io.github.qosflow.Marking;
import io.github.qosflow.QosCapability;
import io.github.qosflow.QosFlowListener;
import io.github.qosflow.TrafficType;
import io.github.qosflow.internal.PathEvents.Kind;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What flows of all back ends have in common: number, specification, listeners, and what none can do yet. */
public abstract class AbstractFlow extends CountedFlow {
    private final Backend backend;
    private final FlowListeners listeners = new FlowListeners();
    private volatile long id;
    private volatile FlowSpec spec;

    /**
     * A flow.
     *
     * @param id its number
     * @param subsystem who makes it
     * @param spec what was asked for
     */
    protected AbstractFlow(long id, AbstractSubsystem subsystem, FlowSpec spec) {
        super(subsystem.tally());
        this.id = id;
        this.backend = subsystem.backend();
        this.spec = spec;
    }

    @Override
    public final long id() {
        return id;
    }

    @Override
    public final FlowSpec spec() {
        return spec;
    }

    /**
     * Replaces the number, when the system has made the flow anew.
     *
     * @param changed the number now
     */
    protected final void id(long changed) {
        id = changed;
    }

    /**
     * Replaces the specification after a change that the system took.
     *
     * @param changed the specification now
     */
    protected final void spec(FlowSpec changed) {
        spec = changed;
    }

    /**
     * The specification after a change of type, which takes an exact DSCP back.
     *
     * @param type the new type
     * @return the specification with everything else as it is
     */
    protected final FlowSpec specWith(TrafficType type) {
        FlowSpec.Builder changed = FlowSpec.builder(type).adaptive(spec.adaptive());
        spec.outgoingRate().ifPresent(changed::outgoingRate);
        return changed.build();
    }

    /** Tells the listeners what the marking is now. */
    protected final void tellMarkingChanged() {
        if (hasListeners()) {
            Marking now = marking();
            tell(listener -> listener.markingChanged(this, now));
        }
    }

    /**
     * Tells the listeners, one event at a time.
     *
     * @param event what to tell
     */
    public final void tell(Consumer<QosFlowListener> event) {
        listeners.tell(event);
    }

    /** {@return whether anybody listens} */
    public final boolean hasListeners() {
        return !listeners.isEmpty();
    }

    /** Called after a listener was added or removed. */
    protected void listenersChanged() {}

    @Override
    public final void addListener(QosFlowListener listener) {
        listeners.add(listener);
        listenersChanged();
    }

    @Override
    public final void removeListener(QosFlowListener listener) {
        listeners.remove(listener);
        listenersChanged();
    }

    @Override
    public CompletableFuture<FlowFundamentals> queryFundamentals(boolean fresh) {
        return unsupported("queryFundamentals", QosCapability.FUNDAMENTALS);
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
        return await(Kind.AVAILABLE, Objects.requireNonNull(total, "total"));
    }

    /**
     * A future event; to be overridden with the capability NOTIFICATIONS.
     *
     * @param kind what to wait for
     * @param total the bandwidth, of AVAILABLE
     * @return the future, or one that has failed
     */
    protected CompletableFuture<Void> await(Kind kind, @Nullable DataRate total) {
        return unsupported(kind.operation(), QosCapability.NOTIFICATIONS);
    }

    private <T> CompletableFuture<T> unsupported(String operation, QosCapability missing) {
        return Refusals.unsupportedFuture(operation, missing, backend.whyMissing(missing));
    }
}
