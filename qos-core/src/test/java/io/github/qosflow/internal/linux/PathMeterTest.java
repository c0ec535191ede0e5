package io.github.qosflow.internal.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.qosflow.DataRate;
import io.github.qosflow.FlowFundamentals;
import io.github.qosflow.internal.linux.PathMeter.State;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Stories told to a meter: what a kernel would say of a connection, five times a second. */
class PathMeterTest {
    private final ToldConnection connection = new ToldConnection();
    private final PathMeter meter = new PathMeter(52);

    PathMeterTest() {
        samples(1, busy -> {});
    }

    @Test
    void nothingIsKnownBeforeDataWasSent() {
        idle(20);
        assertEquals(State.UNKNOWN, meter.state());
        assertEquals(FlowFundamentals.UNKNOWN, meter.fundamentals(new TcpInfo()));
    }

    @Test
    void aPathThatTakesAllIsUncongestedAfterFiveSamples() {
        samples(4, this::sending);
        assertEquals(State.UNKNOWN, meter.state());
        samples(1, this::sending);
        assertEquals(State.UNCONGESTED, meter.state());
    }

    @Test
    void twoLossesInARowAreACongestionAndOneIsNot() {
        samples(1, this::losing);
        samples(3, this::sending);
        samples(1, this::losing);
        assertEquals(State.UNKNOWN, meter.state());
        samples(1, this::losing);
        assertEquals(State.CONGESTED, meter.state());
    }

    @Test
    void aQueueOnThePathIsACongestion() {
        samples(2, now -> {
            sending(now);
            now.roundTrip = 46_000;
        });
        assertEquals(State.CONGESTED, meter.state());
    }

    @Test
    void aLongPathIsNotAQueue() {
        samples(5, now -> {
            sending(now);
            now.leastRoundTrip = 150_000;
            now.roundTrip = 170_000;
        });
        assertEquals(State.UNCONGESTED, meter.state());
    }

    @Test
    void marksOfRoutersAndTheKernelsOwnStatesAreSigns() {
        samples(2, now -> {
            sending(now);
            now.congestionMarks++;
        });
        assertEquals(State.CONGESTED, meter.state());
        samples(5, this::sending);
        assertEquals(State.UNCONGESTED, meter.state());
        samples(2, now -> {
            sending(now);
            now.congestionState = 3;
        });
        assertEquals(State.CONGESTED, meter.state());
    }

    @Test
    void aCongestionEndsAfterFiveClearSamplesWithData() {
        samples(2, this::losing);
        samples(4, this::sending);
        samples(1, this::losing);
        samples(4, this::sending);
        assertEquals(State.CONGESTED, meter.state());
        samples(1, this::sending);
        assertEquals(State.UNCONGESTED, meter.state());
    }

    @Test
    void anIdleSenderLearnsNothing() {
        samples(2, this::losing);
        idle(100);
        assertEquals(State.CONGESTED, meter.state());
    }

    @Test
    void aSlowReceiverIsNoCongestion() {
        samples(10, now -> {
            losing(now);
            now.roundTrip = 80_000;
            now.receiverLimited += 200_000;
        });
        assertEquals(State.UNCONGESTED, meter.state());
    }

    @Test
    void delayedAcknowledgementsOfASenderWithLittleToSayAreNoCongestion() {
        samples(10, now -> {
            sending(now);
            now.appLimited = true;
            now.roundTrip = 41_000;
        });
        assertEquals(State.UNCONGESTED, meter.state());
    }

    @Test
    void theBottleneckIsTheMostThatWasDeliveredWhenOnlyThePathWasInTheWay() {
        samples(1, now -> {
            sending(now);
            now.deliveryRate = 2_400_000;
        });
        samples(1, now -> {
            sending(now);
            now.deliveryRate = 2_200_000;
        });
        assertEquals(Optional.of(DataRate.ofBitsPerSecond(19_200_000)), known().bottleneck());
    }

    @Test
    void whatASenderWithLittleToSayOrASlowReceiverOrARateMakesIsNotTheBottleneck() {
        samples(3, now -> {
            sending(now);
            now.appLimited = true;
            now.deliveryRate = 131_000_000;
        });
        samples(3, now -> {
            sending(now);
            now.appLimited = false;
            now.receiverLimited += 150_000;
            now.deliveryRate = 6_900_000;
        });
        samples(3, now -> {
            sending(now);
            now.pacingLimit = 1_000_000;
            now.deliveryRate = 995_000;
        });
        assertEquals(Optional.empty(), known().bottleneck());
    }

    @Test
    void theBottleneckIsRememberedWhileIdleAndForgottenAsDataComes() {
        samples(1, now -> {
            sending(now);
            now.deliveryRate = 10_000_000;
        });
        idle(1000);
        assertEquals(Optional.of(DataRate.ofMegabitsPerSecond(80)), known().bottleneck());
        samples(60, now -> {
            sending(now);
            now.deliveryRate = 2_000_000;
        });
        assertEquals(Optional.of(DataRate.ofMegabitsPerSecond(16)), known().bottleneck());
    }

    @Test
    void whatIsFreeIsWhatTheFlowDoesNotUse() {
        samples(5, now -> {
            sending(now);
            now.deliveryRate = 2_500_000;
        });
        assertEquals(500_000 * 8.0, known().available().orElseThrow().bitsPerSecond(), 100);
    }

    @Test
    void nothingIsFreeOnACongestedPath() {
        samples(2, now -> {
            losing(now);
            now.deliveryRate = 2_500_000;
        });
        assertEquals(Optional.empty(), known().available());
        assertFalse(meter.isAvailable(DataRate.ofBitsPerSecond(1)));
    }

    @Test
    void aBandwidthIsAvailableUpToTheBottleneckWithItsHeaders() {
        samples(5, now -> {
            sending(now);
            now.deliveryRate = 2_413_333; // 2 500 000 with 52 of 1500 bytes
        });
        assertTrue(meter.isAvailable(DataRate.ofBitsPerSecond(19_999_000)));
        assertFalse(meter.isAvailable(DataRate.ofBitsPerSecond(20_001_000)));
    }

    @Test
    void theRoundTripIsTheSocketsOwn() {
        connection.roundTrip = 12_345;
        assertEquals(Optional.of(Duration.ofNanos(12_345_000)), known().roundTripTime());
    }

    @Test
    void olderKernelsSayLessAndThatReadsAsNothing() {
        connection.length = 192;
        samples(6, now -> {
            sending(now);
            now.congestionMarks++;
        });
        assertEquals(State.UNCONGESTED, meter.state());
    }

    @Test
    void countersThatGoBackwardsAreAnotherSocket() {
        samples(2, this::sending);
        connection.acknowledged = 0;
        connection.dataSegments++;
        assertTrue(meter.take(connection.info(), connection.nowNs));
    }

    private FlowFundamentals known() {
        return meter.fundamentals(connection.info());
    }

    private void idle(int count) {
        samples(count, now -> {});
    }

    private void sending(ToldConnection now) {
        now.acknowledged += 400_000;
        now.dataSegments += 280;
        now.busy += 200_000;
        now.congestionState = 0;
        now.roundTrip = now.leastRoundTrip;
    }

    private void losing(ToldConnection now) {
        sending(now);
        now.retransmissions += 3;
    }

    private void samples(int count, Consumer<ToldConnection> story) {
        for (int i = 0; i < count; i++) {
            connection.nowNs += 200_000_000;
            story.accept(connection);
            meter.take(connection.info(), connection.nowNs);
        }
    }
}
