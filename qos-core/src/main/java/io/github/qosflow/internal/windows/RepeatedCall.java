package io.github.qosflow.internal.windows;

import com.sun.jna.Pointer;
import io.github.qosflow.QosException;
import io.github.qosflow.QosException.Reason;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * An overlapped call of a flow that is made again, with growing pauses, while the path is still being measured (170, 232,
 * 1237, 1460) or the flow is being put back after a restart, until it is answered or {@link Timing#measuring} is over.
 * Completes on the thread that learns of the end.
 */
final class RepeatedCall<T> {
    /** Makes the call; the receiver may be told before this returns. */
    interface Start {
        PendingCall begin(LiveFlow live, BiConsumer<PendingCall, @Nullable QosException> receiver);
    }

    private final CompletableFuture<T> result = new CompletableFuture<>();
    private final Qos2Flow flow;
    private final String operation;
    private final boolean mayRepeat;
    private final Start start;
    private final Function<Pointer, T> reader;
    private final long deadlineNs;
    private int attempts;
    private volatile @Nullable PendingCall last;
    private volatile boolean cancelled;

    RepeatedCall(Qos2Flow flow, String operation, boolean mayRepeat, Start start, Function<Pointer, T> reader) {
        this.flow = flow;
        this.operation = operation;
        this.mayRepeat = mayRepeat;
        this.start = start;
        this.reader = reader;
        this.deadlineNs = System.nanoTime() + flow.timing().measuring().toNanos();
    }

    /** Makes the first call, on this thread. */
    CompletableFuture<T> begin() {
        attempt();
        return result;
    }

    /** Ends the call under way, which then completes with 995, and makes no other. */
    void cancel() {
        cancelled = true;
        PendingCall call = last;
        if (call != null) {
            call.cancel();
        }
        result.completeExceptionally(new QosException(
                operation, 0, Reason.CANCELLED, "The call was cancelled, or its flow has ended, before the answer."));
    }

    private void attempt() {
        if (cancelled) {
            return;
        }
        try {
            PendingCall begun = flow.onLive(operation, live -> start.begin(live, this::done));
            last = begun;
            if (cancelled) {
                begun.cancel();
            }
        } catch (QosException e) {
            failed(e, e.reason() == Reason.REINITIALIZATION_NEEDED);
        }
    }

    private void done(PendingCall call, @Nullable QosException error) {
        if (error == null) {
            result.complete(reader.apply(call.buffer()));
        } else {
            failed(error, flow.restarted(call.handle(), error) || isTemporary(error));
        }
    }

    /** Cancelled, and not by us: a restart that nobody has met yet. The next attempt will. */
    private static boolean isTemporary(QosException error) {
        return error.reason() == Reason.NOT_READY || error.reason() == Reason.CANCELLED;
    }

    private void failed(QosException error, boolean temporary) {
        if (!mayRepeat || !temporary || !attemptLater()) {
            result.completeExceptionally(error);
        }
    }

    private boolean attemptLater() {
        attempts++;
        Duration pause = flow.timing().pause(attempts);
        return System.nanoTime() + pause.toNanos() < deadlineNs && flow.worker().schedule(this::attempt, pause) != null;
    }
}
