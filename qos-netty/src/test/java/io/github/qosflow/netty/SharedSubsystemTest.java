package io.github.qosflow.netty;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.qosflow.QosException;
import io.github.qosflow.QosException.Reason;
import io.github.qosflow.QosSubsystem;
import io.github.qosflow.testing.InMemoryQos;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class SharedSubsystemTest {
    private final List<CompletableFuture<QosSubsystem>> openings = new ArrayList<>();
    private long nowNs = Long.MAX_VALUE - 1; // overflows on the way, as nanoTime may
    private final SharedSubsystem shared = new SharedSubsystem(this::open, () -> nowNs);

    @Test
    void itIsOpenedAtTheFirstRequestAndOnce() {
        assertEquals(0, openings.size());

        CompletableFuture<QosSubsystem> first = shared.get();
        assertSame(first, shared.get());
        first.complete(new InMemoryQos());
        seconds(3600);

        assertSame(first, shared.get());
        assertEquals(1, openings.size());
    }

    @Test
    void aFailureIsKeptForThirtySecondsThenTriedAgain() {
        CompletableFuture<QosSubsystem> failed = shared.get();
        failed.completeExceptionally(
                new QosException("QOSCreateHandle", 1068, Reason.SERVICE_UNAVAILABLE, "Start it."));

        seconds(29);
        assertSame(failed, shared.get());
        seconds(1);
        assertNotSame(failed, shared.get());
        assertEquals(2, openings.size());
    }

    @Test
    void anOpenerThatThrowsIsAFailureToo() {
        SharedSubsystem broken = new SharedSubsystem(
                () -> {
                    throw new UnsatisfiedLinkError("no such library");
                },
                () -> nowNs);

        assertTrue(broken.get().isCompletedExceptionally());
    }

    private CompletableFuture<QosSubsystem> open() {
        CompletableFuture<QosSubsystem> opening = new CompletableFuture<>();
        openings.add(opening);
        return opening;
    }

    private void seconds(long passed) {
        nowNs += TimeUnit.SECONDS.toNanos(passed);
    }
}
