package io.github.qosflow.internal.windows;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.qosflow.DataRate;
import io.github.qosflow.FlowSpec;
import io.github.qosflow.OutgoingRate;
import io.github.qosflow.QosException;
import io.github.qosflow.QosFlow;
import io.github.qosflow.TrafficType;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/** What the tests of adaptive flows have in common. */
abstract class AdaptiveSuite extends WindowsSuite {
    static final FlowSpec ADAPTIVE =
            FlowSpec.builder(TrafficType.AUDIO_VIDEO).adaptive(true).build();
    static final FlowSpec ADAPTIVE_2_MBIT =
            ADAPTIVE.toBuilder().outgoingRate(rate(2)).build();

    QosFlow adaptive() throws Exception {
        return qos.createFlow(ADAPTIVE_2_MBIT, sockets.socket());
    }

    static OutgoingRate rate(int megabits) {
        return OutgoingRate.of(megabits(megabits));
    }

    static DataRate megabits(int megabits) {
        return DataRate.ofMegabitsPerSecond(megabits);
    }

    static void eventually(Callable<Boolean> holds) {
        await().atMost(Duration.ofSeconds(20))
                .pollInterval(Duration.ofMillis(2))
                .until(holds);
    }

    static <T> T get(CompletableFuture<T> future) throws Exception {
        return future.get(20, TimeUnit.SECONDS);
    }

    static QosException refusal(CompletableFuture<?> future) {
        ExecutionException failed = assertThrows(ExecutionException.class, () -> get(future));
        return (QosException) failed.getCause();
    }

    /** How many requests of this notification reached the library, in whatever state they are now. */
    long requested(int operation) {
        return dll.journal("QOSNotifyFlow").stream()
                .filter(line -> line.contains(" operation=" + operation + " ") && line.endsWith("pending"))
                .count();
    }

    void awaitRequests(int operation, int count) {
        eventually(() -> requested(operation) == count);
    }
}
