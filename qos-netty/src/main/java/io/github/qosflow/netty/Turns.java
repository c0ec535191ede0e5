package io.github.qosflow.netty;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Operations that take turns: each begins when the one before it is complete, on the thread that completed it. Nobody waits,
 * and no lock is held while an operation runs. Thread-safe.
 */
final class Turns {
    private final Deque<Supplier<CompletableFuture<?>>> waiting = new ArrayDeque<>();
    private boolean busy;

    /** {@return completes as the operation does} */
    <T> CompletableFuture<T> take(Supplier<CompletableFuture<T>> operation) {
        CompletableFuture<T> result = new CompletableFuture<>();
        synchronized (this) {
            waiting.add(() -> begin(operation).whenComplete((done, failure) -> {
                if (failure == null) {
                    result.complete(done);
                } else {
                    result.completeExceptionally(failure);
                }
            }));
            if (busy) {
                return result;
            }
            busy = true;
        }
        run();
        return result;
    }

    private static <T> CompletableFuture<T> begin(Supplier<CompletableFuture<T>> operation) {
        try {
            return operation.get();
        } catch (RuntimeException | LinkageError e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    /** In a loop, so that ten thousand waiting operations are no deeper than one. */
    private void run() {
        for (Supplier<CompletableFuture<?>> turn = next(); turn != null; turn = next()) {
            CompletableFuture<?> begun = turn.get();
            if (!begun.isDone()) {
                var unused = begun.whenComplete((done, failure) -> run());
                return;
            }
        }
    }

    private synchronized @Nullable Supplier<CompletableFuture<?>> next() {
        Supplier<CompletableFuture<?>> first = waiting.poll();
        busy = first != null;
        return first;
    }
}
