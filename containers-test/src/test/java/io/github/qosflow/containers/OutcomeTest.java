package io.github.qosflow.containers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class OutcomeTest {
    private static final String NAMES =
            "StartTime;CurrentCall;SuccessfulCall(P);SuccessfulCall(C);FailedCall(C);Retransmissions(C)\n";

    @Test
    void isTheLastLineAndTheHighestPeak() {
        String statistics = NAMES + "10:00;2;0;0;0;0\n10:01;7;1;1;0;3\n10:02;0;7;8;1;4\n";
        assertEquals(new Outcome(1, 8, 1, 7, 4, "why"), Outcome.read(1, statistics, "why"));
    }

    @Test
    void aRunWithoutStatisticsOrWithAFailedCallIsNoSuccess() {
        assertThrows(AssertionError.class, () -> Outcome.read(0, "", "").assertAllSucceeded(1));
        assertThrows(
                AssertionError.class,
                () -> Outcome.read(0, NAMES + ";0;0;1;1;0", "").assertAllSucceeded(1));
        assertThrows(
                AssertionError.class,
                () -> Outcome.read(1, NAMES + ";0;0;1;0;0", "").assertAllSucceeded(1));
    }
}
