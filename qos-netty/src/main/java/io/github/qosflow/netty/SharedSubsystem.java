package io.github.qosflow.netty;

import io.github.qosflow.MarkingProfile;
import io.github.qosflow.Qos;
import io.github.qosflow.QosStatistics;
import io.github.qosflow.QosSubsystem;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A subsystem opened at the first request and kept; the one of the process serves all handlers without their own.
 *
 * <p>Never blocks: {@link Qos#openAsync} completes at once where opening is quick, else later. A failure is kept too, so
 * that a thousand channels do not ask a thousand times, but no longer than {@link #RETRY_AFTER_NS}.
 */
final class SharedSubsystem implements Supplier<CompletableFuture<QosSubsystem>> {
    static final SharedSubsystem INSTANCE =
            new SharedSubsystem(() -> Qos.openAsync(MarkingProfile.WINDOWS), System::nanoTime);
    static final long RETRY_AFTER_NS = TimeUnit.SECONDS.toNanos(30);

    private final Supplier<CompletableFuture<QosSubsystem>> opener;
    private final LongSupplier nanoTime;
    private volatile @Nullable CompletableFuture<QosSubsystem> opening;
    private long startedNs;

    SharedSubsystem(Supplier<CompletableFuture<QosSubsystem>> opener, LongSupplier nanoTime) {
        this.opener = opener;
        this.nanoTime = nanoTime;
    }

    @Override
    public synchronized CompletableFuture<QosSubsystem> get() {
        CompletableFuture<QosSubsystem> current = opening;
        if (current == null || (current.isCompletedExceptionally() && retryIsDue())) {
            startedNs = nanoTime.getAsLong();
            current = open();
            opening = current;
        }
        return current;
    }

    /** {@return what it has counted, nothing while it is not open} Opens nothing, and waits for nobody who does. */
    QosStatistics statistics() {
        CompletableFuture<QosSubsystem> current = opening;
        if (current == null || !current.isDone() || current.isCompletedExceptionally()) {
            return QosStatistics.NONE;
        }
        return current.join().statistics();
    }

    private CompletableFuture<QosSubsystem> open() {
        try {
            return opener.get();
        } catch (RuntimeException | LinkageError e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private boolean retryIsDue() {
        return nanoTime.getAsLong() - startedNs >= RETRY_AFTER_NS;
    }
}
