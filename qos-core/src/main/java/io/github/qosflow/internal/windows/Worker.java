package io.github.qosflow.internal.windows;

import io.github.qosflow.internal.Refusals;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Delayed;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * The one thread that calls the system when nobody else may: for event loops, for what is due later, for putting flows
 * back. Listeners are told and public futures completed by it. Thread-safe.
 */
final class Worker {
    static final String THREAD = "qosflow-worker";

    private static final Logger LOG = System.getLogger(Worker.class.getName());

    private final ScheduledThreadPoolExecutor executor = new ScheduledThreadPoolExecutor(1, this::newThread);
    private final long patienceNs;
    private volatile @Nullable Thread thread;
    private volatile boolean slow;
    private boolean ended;

    Worker(Duration patience) {
        patienceNs = patience.toNanos();
        executor.setRemoveOnCancelPolicy(true);
    }

    private Thread newThread(Runnable task) {
        Thread created = new Thread(task, THREAD);
        created.setDaemon(true);
        thread = created;
        return created;
    }

    @SuppressWarnings("ReferenceEquality")
    boolean isCurrent() {
        return Thread.currentThread() == thread;
    }

    /** Runs the task soon. {@return false if the worker has ended} */
    boolean execute(Runnable task) {
        return schedule(task, Duration.ZERO) != null;
    }

    /** Runs the task soon, or on this thread if the worker has ended: for what must not be lost. */
    void executeOrRun(Runnable task) {
        if (!execute(task)) {
            safely(task).run();
        }
    }

    /** Runs the task later; what is returned can only be cancelled. {@return null if the worker has ended} */
    synchronized @Nullable ScheduledFuture<?> schedule(Runnable task, Duration delay) {
        return ended ? null : executor.schedule(safely(task), delay.toNanos(), TimeUnit.NANOSECONDS);
    }

    /**
     * Runs the task soon and holds the caller for a moment, so that usually the result is there when this returns. A
     * system that was slow is not waited for again before it has been quick.
     */
    <T> CompletableFuture<T> patiently(Callable<CompletableFuture<T>> task) {
        CompletableFuture<T> result = new CompletableFuture<>();
        long start = System.nanoTime();
        var unused = result.whenComplete((done, failure) -> slow = System.nanoTime() - start > patienceNs);
        if (!execute(() -> run(task, result))) {
            result.completeExceptionally(Refusals.subsystemClosed("createFlow"));
        }
        if (!slow && !isCurrent()) {
            await(result);
        }
        return result;
    }

    private <T> void run(Callable<CompletableFuture<T>> task, CompletableFuture<T> result) {
        try {
            CompletableFuture<T> begun = task.call();
            Executor teller = begun.isDone() ? Runnable::run : this::executeOrRun; // not the port's thread
            var unused = begun.whenCompleteAsync((done, failure) -> forward(done, failure, result), teller);
        } catch (Exception | LinkageError e) {
            result.completeExceptionally(e);
        }
    }

    private static <T> void forward(T done, @Nullable Throwable failure, CompletableFuture<T> result) {
        if (failure == null) {
            result.complete(done);
        } else {
            result.completeExceptionally(Futures.cause(failure));
        }
    }

    private void await(CompletableFuture<?> result) {
        try {
            result.get(patienceNs, TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            slow = true;
        } catch (ExecutionException e) {
            LOG.log(Level.TRACE, "the caller of the future learns of it", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Ends after the tasks that wait; what is due later is given up. */
    synchronized void end() {
        ended = true;
        executor.getQueue().removeIf(task -> !isDue(task));
        executor.shutdown();
    }

    private static boolean isDue(Runnable task) {
        return ((Delayed) task).getDelay(TimeUnit.NANOSECONDS) <= 0;
    }

    private static Runnable safely(Runnable task) {
        return () -> {
            try {
                task.run();
            } catch (RuntimeException | Error e) {
                LOG.log(Level.ERROR, "a task failed, the next ones will be done", e);
            }
        };
    }
}
