package io.github.qosflow.netty;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import io.github.qosflow.QosException;
import io.github.qosflow.QosException.Reason;
import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RecipientsTest {
    private static final QosException REFUSAL =
            new QosException("QOSAddSocketToFlow", 1168, Reason.NOT_FOUND, "Local destinations cannot be marked.");

    private long now;
    private final Recipients recipients = new Recipients(4, () -> now);

    @Test
    void newcomersJoinTogetherAndAreKnownFromThenOn() {
        assertTrue(recipients.isNew(to(1)));
        recipients.add(to(1));
        recipients.add(to(2));
        assertFalse(recipients.isNew(to(1)), "it waits already");

        Recipients.Change change = recipients.take();

        assertEquals(List.of(to(1), to(2)), change.arriving());
        assertEquals(List.of(), change.leaving());
        assertFalse(recipients.hasNewcomers());
    }

    @Test
    void whoeverWaitsHasAPlaceThatNobodyElseGets() {
        IntStream.rangeClosed(1, 4).forEach(number -> recipients.add(to(number)));

        recipients.makeRoom();

        assertTrue(recipients.isFull());
        assertEquals(4, recipients.take().arriving().size());
    }

    @Test
    void whoWasNotSentToForTheLongestTimeLeavesAndHalfStays() {
        IntStream.rangeClosed(1, 4).forEach(this::join);
        assertFalse(recipients.isNew(to(1))); // sent to again

        assertTrue(recipients.isFull());
        recipients.makeRoom();
        recipients.add(to(5));
        Recipients.Change change = recipients.take();

        assertEquals(List.of(to(2), to(3)), change.leaving());
        assertEquals(3, recipients.size());
        assertTrue(recipients.isNew(to(2)));
        assertFalse(recipients.isNew(to(1)));
    }

    @Test
    void membersLeaveBeforeWhoeverWaitsThoughTheyWereSentToLater() {
        IntStream.rangeClosed(1, 4).forEach(this::join);
        recipients.makeRoom();
        recipients.add(to(5));
        recipients.add(to(6));
        assertFalse(recipients.isNew(to(3)) || recipients.isNew(to(4)));

        recipients.makeRoom();

        assertEquals(
                new Recipients.Change(List.of(to(5), to(6)), List.of(to(1), to(2), to(3), to(4))), recipients.take());
    }

    @Test
    void whoLeavesAndIsSentToAgainJoinsAnew() {
        IntStream.rangeClosed(1, 4).forEach(this::join);
        recipients.makeRoom();
        assertTrue(recipients.isNew(to(1)));
        recipients.add(to(1));

        assertEquals(new Recipients.Change(List.of(to(1)), List.of(to(1), to(2))), recipients.take());
    }

    @Test
    void thereAreNeverMoreThanMayBe() {
        for (int i = 0; i < 1000; i++) {
            if (recipients.isFull()) {
                Recipients.Change change = recipients.take();
                recipients.arrived(change.arriving(), Map.of());
                recipients.makeRoom();
            }
            recipients.add(to(i));
            assertTrue(recipients.size() <= 4);
        }
    }

    @Test
    void aRefusedOneIsTriedAgainLaterAndHasNoPlaceToLeave() {
        recipients.add(to(1));
        recipients.arrived(recipients.take().arriving(), Map.of(to(1), REFUSAL));
        assertFalse(recipients.isNew(to(1)));

        now += Recipients.RETRY_AFTER_NS;
        assertTrue(recipients.isNew(to(1)));
        IntStream.rangeClosed(2, 4).forEach(this::join);
        recipients.makeRoom();
        assertEquals(List.of(to(2)), recipients.take().leaving(), "1 is forgotten, but was no member");
    }

    @Test
    void afterARestartOfTheSystemARecipientIsTriedAgainSoon() {
        QosException restart = new QosException("add", 1164, Reason.REINITIALIZATION_NEEDED, "Try again in a moment.");
        recipients.add(to(1));
        recipients.arrived(recipients.take().arriving(), Map.of(to(1), restart));
        assertFalse(recipients.isNew(to(1)));

        now += Recipients.RETRY_AFTER_RESTART_NS;

        assertTrue(recipients.isNew(to(1)));
    }

    @Test
    void whenTheFlowHasEndedEverybodyIsNewButWhoWaits() {
        join(1);
        recipients.add(to(2));

        recipients.forgetAll();

        assertTrue(recipients.isNew(to(1)));
        assertEquals(List.of(to(2)), recipients.take().arriving());
    }

    @Test
    void aKnownRecipientCostsNoGarbage() {
        join(1);
        join(2);
        InetSocketAddress one = to(1);
        InetSocketAddress two = to(2);
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        lookUp(one, two);

        long before = threads.getCurrentThreadAllocatedBytes();
        lookUp(one, two);
        long bytes = threads.getCurrentThreadAllocatedBytes() - before;

        assertEquals(0, bytes / 100_000, bytes + " bytes in 200 000 look-ups");
    }

    private void lookUp(InetSocketAddress one, InetSocketAddress two) {
        for (int i = 0; i < 100_000; i++) {
            assertFalse(recipients.isNew(one) || recipients.isNew(two));
        }
    }

    private void join(int number) {
        recipients.add(to(number));
        recipients.arrived(recipients.take().arriving(), Map.of());
    }

    private static InetSocketAddress to(int number) {
        return new InetSocketAddress("192.0.2.1", 1000 + number);
    }
}
