package io.github.qosflow.internal;

import io.github.qosflow.DataRate;
import io.github.qosflow.QosException;
import io.github.qosflow.QosException.Reason;
import io.github.qosflow.QosFlow;
import io.github.qosflow.QosFlowListener;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What an adaptive flow is told of its path, as by QOS2: a request completes as soon as the state it asks for holds. One
 * of a kind can be pending. Listeners are told of congestion and its end in turn, and once of a bandwidth that somebody
 * has named, again after each congestion.
 *
 * <p>Decides with its lock held, completes and tells without it. Thread-safe.
 */
public final class PathEvents {
    /** The three events of QOSNotifyFlow. */
    public enum Kind {
        /** The path is congested. */
        CONGESTED("notifyCongested"),
        /** It is not, or no more. */
        UNCONGESTED("notifyUncongested"),
        /** A bandwidth that somebody has named is there. */
        AVAILABLE("notifyAvailable");

        private final String operation;

        Kind(String operation) {
            this.operation = operation;
        }

        /** {@return the call of the API that waits for it} */
        public String operation() {
            return operation;
        }
    }

    /** What this must know of the flow. */
    public interface Path {
        /** {@return whom the listeners are told of} */
        QosFlow flow();

        /** {@return the books} */
        Tally tally();

        /** {@return whether anybody listens} */
        boolean hasListeners();

        /**
         * Tells the listeners.
         *
         * @param event what to tell
         */
        void tell(Consumer<QosFlowListener> event);

        /** {@return the rate in force} */
        DataRate rate();

        /**
         * Whether the path has this bandwidth for the flow.
         *
         * @param total what somebody wants in total
         * @return whether it is known to be there
         */
        boolean isAvailable(DataRate total);
    }

    private enum Congestion {
        UNKNOWN,
        CONGESTED,
        UNCONGESTED
    }

    private final Path path;
    private final Map<Kind, Pending> pending = new EnumMap<>(Kind.class);
    private final ListenerTurns turns = new ListenerTurns();
    private Congestion congestion = Congestion.UNKNOWN;
    /** The bandwidth that is waited for; what was let in once is not compared with the rate again. */
    private @Nullable DataRate awaited;
    /** The wish was not more than the rate. */
    private boolean givenUp;
    /** Nothing is waited for any more, also by a call that has met the end. */
    private boolean ended;

    /**
     * Nothing is known and nobody waits.
     *
     * @param path the flow, as far as it matters here
     */
    public PathEvents(Path path) {
        this.path = path;
    }

    /**
     * A future event of the program's; to be {@link #review reviewed} then.
     *
     * @param kind what it waits for
     * @param total the bandwidth, of AVAILABLE
     * @return the future; to cancel it takes the request back
     * @throws QosException with reason ALREADY_PENDING, or INVALID_PARAMETER for a bandwidth not above the rate
     */
    public synchronized CompletableFuture<Void> await(Kind kind, @Nullable DataRate total) throws QosException {
        if (ended) {
            throw ended(kind);
        }
        Pending before = pending.get(kind);
        if (before != null && !before.future.isDone()) {
            throw new QosException(
                    kind.operation(),
                    0,
                    Reason.ALREADY_PENDING,
                    "Wait for the first future or cancel it, then ask again.");
        }
        if (total != null) {
            forgetWhatNobodyAwaits();
            turns.wish(total);
            startAfresh();
            requireMoreThanTheRate(total);
        }
        Pending request = new Pending(kind, new Request());
        pending.put(kind, request);
        return request.future;
    }

    private void requireMoreThanTheRate(DataRate total) throws QosException {
        if (!total.equals(awaited) && !isMoreThanTheRate(total)) {
            throw notMoreThanTheRate();
        }
    }

    private QosException notMoreThanTheRate() {
        return new QosException(
                Kind.AVAILABLE.operation(),
                0,
                Reason.INVALID_PARAMETER,
                "Ask for more than the flow's rate, " + path.rate() + ".");
    }

    private boolean isMoreThanTheRate(DataRate total) {
        return path.rate().equals(DataRate.SYSTEM_MINIMUM) || total.compareTo(path.rate()) > 0;
    }

    /**
     * The state of the path is known now.
     *
     * @param congested whether it is congested
     */
    public void congestion(boolean congested) {
        Congestion now = congested ? Congestion.CONGESTED : Congestion.UNCONGESTED;
        boolean changed;
        synchronized (this) {
            changed = congestion != now;
            congestion = now;
        }
        if (changed) {
            path.tally().congestion(path.flow(), congested);
        }
        review();
    }

    /** The flow is back, or its listeners have changed: what was given up is tried again. */
    public void reviewAfresh() {
        synchronized (this) {
            startAfresh();
        }
        review();
    }

    private void startAfresh() {
        givenUp = false;
    }

    /** After a restart all requests are made anew. */
    public void restored() {
        synchronized (this) {
            awaited = null;
        }
        reviewAfresh();
    }

    /** Completes and tells what has come true. */
    public void review() {
        List<Runnable> effects = new ArrayList<>();
        synchronized (this) {
            boolean changed = true;
            while (changed) {
                changed = false;
                for (Kind kind : Kind.values()) {
                    changed |= happens(kind, effects);
                }
            }
        }
        effects.forEach(Runnable::run);
    }

    private boolean happens(Kind kind, List<Runnable> effects) {
        boolean requested = kind == Kind.AVAILABLE ? awaitsBandwidth(effects) : isPending(kind) || listensTo(kind);
        if (!requested || !holds(kind)) {
            return false;
        }
        Pending request = pending.remove(kind);
        if (request != null) {
            effects.add(() -> request.future.complete(null));
        }
        if (listensTo(kind)) {
            effects.add(telling(kind));
            turns.told(kind);
        }
        awaited = kind == Kind.AVAILABLE ? null : awaited;
        return true;
    }

    private boolean awaitsBandwidth(List<Runnable> effects) {
        forgetWhatNobodyAwaits();
        DataRate target = turns.wish();
        if (wantsBandwidth() && target != null && !target.equals(awaited)) {
            givenUp = !isMoreThanTheRate(target);
            awaited = givenUp ? null : target;
            if (givenUp) {
                effects.add(refusing());
            }
        }
        return awaited != null;
    }

    private void forgetWhatNobodyAwaits() {
        awaited = wantsBandwidth() ? awaited : null;
    }

    private boolean wantsBandwidth() {
        return isPending(Kind.AVAILABLE) || (listensTo(Kind.AVAILABLE) && !givenUp);
    }

    /** The rate is more by now than when it was asked for, and after a restart it is asked for again. */
    private Runnable refusing() {
        Pending request = pending.remove(Kind.AVAILABLE);
        return () -> {
            if (request != null) {
                request.future.completeExceptionally(notMoreThanTheRate());
            }
        };
    }

    private boolean isPending(Kind kind) {
        Pending request = pending.get(kind);
        return request != null && !request.future.isDone();
    }

    private boolean listensTo(Kind kind) {
        return path.hasListeners() && turns.isNext(kind);
    }

    private boolean holds(Kind kind) {
        return switch (kind) {
            case CONGESTED -> congestion == Congestion.CONGESTED;
            case UNCONGESTED -> congestion == Congestion.UNCONGESTED;
            case AVAILABLE -> awaited != null && path.isAvailable(awaited);
        };
    }

    private Runnable telling(Kind kind) {
        DataRate total = awaited;
        Consumer<QosFlowListener> event = switch (kind) {
            case CONGESTED -> listener -> listener.congested(path.flow());
            case UNCONGESTED -> listener -> listener.uncongested(path.flow());
            case AVAILABLE -> listener -> listener.available(path.flow(), total == null ? path.rate() : total);
        };
        return () -> path.tell(event);
    }

    /** The flow has ended. */
    public void end() {
        List<Pending> left;
        synchronized (this) {
            ended = true;
            left = List.copyOf(pending.values());
            pending.clear();
        }
        for (Pending request : left) {
            request.future.completeExceptionally(ended(request.kind));
        }
    }

    private static QosException ended(Kind kind) {
        return new QosException(kind.operation(), 0, Reason.CANCELLED, "The flow has ended.");
    }

    /** Cancelling it takes the request back. */
    private final class Request extends CompletableFuture<@Nullable Void> {
        @Override
        public boolean cancel(boolean mayInterruptIfRunning) {
            boolean cancelled = super.cancel(mayInterruptIfRunning);
            review();
            return cancelled;
        }
    }

    private record Pending(Kind kind, CompletableFuture<@Nullable Void> future) {}
}
