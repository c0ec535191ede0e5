package io.github.qosflow.internal.windows;

import io.github.qosflow.DataRate;
import io.github.qosflow.QosException;
import io.github.qosflow.internal.ListenerTurns;
import io.github.qosflow.internal.PathEvents.Kind;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * What an adaptive flow is told by QOS2. A request completes at once if the state it asks for holds already, so for the
 * listeners the opposite of what they were told last is asked for: congested, uncongested, congested, … Available is
 * asked for when somebody has named a bandwidth, and after each congestion.
 *
 * <p>{@link #ask}, {@link #review}, {@link #wish} and {@link #end} are for any thread, everything else is the worker's.
 */
final class Notifications {
    private final Qos2Flow flow;
    private final Map<Kind, Notification> all = new EnumMap<>(Kind.class);
    private final ListenerTurns turns = new ListenerTurns();
    /** What was recorded last: a request may complete at once with what is known. */
    private @Nullable Kind recorded;

    Notifications(Qos2Flow flow) {
        this.flow = flow;
        for (Kind kind : Kind.values()) {
            all.put(kind, new Notification(kind, this));
        }
    }

    CompletableFuture<Void> ask(Kind kind, @Nullable DataRate target) {
        return notification(kind).ask(target);
    }

    /** A bandwidth somebody wants to be told of when it is there. */
    void wish(DataRate rate) {
        execute(() -> {
            note(rate);
            startAfresh();
        });
    }

    /** A bandwidth somebody wants to be told of from now on; on the worker. */
    void note(DataRate rate) {
        turns.wish(rate);
    }

    /** The flow is back, or its listeners have changed. */
    void review() {
        execute(this::startAfresh);
    }

    private void startAfresh() {
        all.values().forEach(Notification::startAfresh);
    }

    /** The flow has ended. */
    void end() {
        all.values().forEach(Notification::end);
    }

    boolean listensTo(Kind kind) {
        return flow.hasListeners() && turns.isNext(kind);
    }

    /** What the listeners want to have available. */
    @Nullable
    DataRate target(Kind kind) {
        return kind == Kind.AVAILABLE ? turns.wish() : null;
    }

    /** Notes an event and asks for the next one. {@return whether the listeners are to be told} */
    boolean happened(Kind kind) {
        record(kind);
        boolean tell = listensTo(kind);
        if (tell) {
            turns.told(kind);
        }
        all.values().forEach(Notification::review);
        return tell;
    }

    private void record(Kind kind) {
        if (kind != Kind.AVAILABLE && kind != recorded) {
            recorded = kind;
            flow.tally().congestion(flow, kind == Kind.CONGESTED);
        }
    }

    void tell(Kind kind, @Nullable DataRate target) {
        switch (kind) {
            case CONGESTED -> flow.tell(listener -> listener.congested(flow));
            case UNCONGESTED -> flow.tell(listener -> listener.uncongested(flow));
            case AVAILABLE -> {
                if (target != null) {
                    flow.tell(listener -> listener.available(flow, target));
                }
            }
        }
    }

    @Nullable
    PendingCall request(
            Kind kind, @Nullable DataRate target, BiConsumer<PendingCall, @Nullable QosException> receiver) {
        try {
            return flow.onLive(
                    kind.operation(),
                    live -> live.handle().notify(live.id(), Notification.operation(kind), target, receiver));
        } catch (QosException e) {
            return null; // ended, or lost: it is asked for again when the flow is back
        }
    }

    boolean restarted(PendingCall call, QosException error) {
        return flow.restarted(call.handle(), error);
    }

    boolean execute(Runnable task) {
        return flow.worker().execute(task);
    }

    void later(Runnable task, int failures) {
        var unused = flow.worker().schedule(task, flow.timing().pause(failures));
    }

    private Notification notification(Kind kind) {
        return Objects.requireNonNull(all.get(kind));
    }
}
