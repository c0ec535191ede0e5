package io.github.qosflow.internal.windows;

import io.github.qosflow.DataRate;
import io.github.qosflow.QosException;
import io.github.qosflow.QosException.Reason;
import io.github.qosflow.internal.PathEvents.Kind;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * One of the three things a flow can be told of. QOS2 keeps one request of a kind per flow; this one serves the program's
 * future and the flow's listeners alike, and asks again as long as somebody wants to know.
 *
 * <p>{@link #ask} and {@link #end} are for any thread, everything else is the worker's.
 */
final class Notification {
    /** After these it is of no use to ask again for the listeners. */
    private static final Set<Reason> FINAL = EnumSet.of(
            Reason.NOT_SUPPORTED, Reason.DISABLED_BY_POLICY, Reason.INVALID_PARAMETER, Reason.NOT_FOUND, Reason.CLOSED);

    private static final int ERROR_ALREADY_EXISTS = 183;
    private static final int ERROR_OPERATION_ABORTED = 995;

    private final Kind kind;
    private final Notifications owner;
    private final AtomicReference<@Nullable Asked> asked = new AtomicReference<>();
    private @Nullable PendingCall pending;
    private @Nullable DataRate pendingTarget;
    private boolean cancelling;
    private boolean paused;
    private boolean givenUp;
    private int failures;

    Notification(Kind kind, Notifications owner) {
        this.kind = kind;
        this.owner = owner;
    }

    /** What QOSNotifyFlow calls it. */
    static int operation(Kind kind) {
        return switch (kind) {
            case CONGESTED -> QWave.QOSNotifyCongested;
            case UNCONGESTED -> QWave.QOSNotifyUncongested;
            case AVAILABLE -> QWave.QOSNotifyAvailable;
        };
    }

    /** A future of the program; at most one at a time. */
    CompletableFuture<Void> ask(@Nullable DataRate target) {
        Asked mine = new Asked(target);
        Asked before = asked.get();
        if ((before != null && !before.isDone()) || !asked.compareAndSet(before, mine)) {
            return CompletableFuture.failedFuture(Win32Error.exception(QosFunction.NOTIFY_FLOW, ERROR_ALREADY_EXISTS));
        }
        if (!owner.execute(() -> wanted(target))) {
            end();
        }
        return mine;
    }

    private void wanted(@Nullable DataRate target) {
        if (target != null) {
            owner.note(target);
        }
        startAfresh();
    }

    /** The flow has ended: the program's future does too. */
    void end() {
        Asked mine = asked.getAndSet(null);
        if (mine != null) {
            mine.completeExceptionally(Win32Error.exception(QosFunction.NOTIFY_FLOW, ERROR_OPERATION_ABORTED));
        }
    }

    /** The flow is back, or somebody new wants to know: earlier failures do not count. */
    void startAfresh() {
        givenUp = false;
        paused = false;
        failures = 0;
        review();
    }

    /** Asks the system if somebody wants to know, and takes the request back if nobody does any more. */
    void review() {
        boolean wanted = isAsked() || (owner.listensTo(kind) && !givenUp);
        PendingCall current = pending;
        if (current == null) {
            if (wanted && !paused) {
                request();
            }
        } else if (!cancelling && (!wanted || !sameTarget())) {
            cancelling = true;
            current.cancel();
        }
    }

    private boolean isAsked() {
        Asked mine = asked.get();
        return mine != null && !mine.isDone();
    }

    private @Nullable DataRate target() {
        Asked mine = asked.get();
        return mine != null && !mine.isDone() ? mine.target : owner.target(kind);
    }

    private boolean sameTarget() {
        DataRate wanted = target();
        return wanted == null || wanted.equals(pendingTarget);
    }

    private void request() {
        pendingTarget = target();
        pending = owner.request(kind, pendingTarget, (call, error) -> owner.execute(() -> over(call, error)));
    }

    private void over(PendingCall call, @Nullable QosException error) {
        boolean cancelled = cancelling;
        pending = null;
        cancelling = false;
        if (error == null) {
            happened();
        } else if (cancelled || owner.restarted(call, error)) {
            review(); // what was lost with the handle is asked for again when the flow is back
        } else if (error.code() == ERROR_OPERATION_ABORTED) {
            pause(); // not by us: a restart that nobody has met yet, and the next request will
        } else {
            failed(error);
        }
    }

    /** The next request is made before anybody is told, so that nothing is missed meanwhile. */
    private void happened() {
        failures = 0;
        Asked mine = isAsked() && sameTarget() ? asked.getAndSet(null) : null;
        boolean tell = owner.happened(kind);
        if (mine != null) {
            mine.complete(null);
        }
        if (tell) {
            owner.tell(kind, pendingTarget);
        }
    }

    private void failed(QosException error) {
        Asked mine = asked.getAndSet(null);
        if (mine != null) {
            mine.completeExceptionally(error);
        }
        givenUp = FINAL.contains(error.reason());
        if (!givenUp) {
            pause();
        }
    }

    private void pause() {
        paused = true;
        failures++;
        owner.later(this::resume, failures);
    }

    private void resume() {
        paused = false;
        review();
    }

    /** The program's future: cancelling it takes the request back. */
    private final class Asked extends CompletableFuture<Void> {
        private final @Nullable DataRate target;

        Asked(@Nullable DataRate target) {
            this.target = target;
        }

        @Override
        public boolean cancel(boolean mayInterruptIfRunning) {
            boolean cancelled = super.cancel(mayInterruptIfRunning);
            owner.execute(Notification.this::review);
            return cancelled;
        }
    }
}
