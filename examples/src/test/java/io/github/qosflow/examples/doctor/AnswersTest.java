package io.github.qosflow.examples.doctor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.qosflow.Dscp;
import io.github.qosflow.examples.doctor.Probe.Kind;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AnswersTest {
    private static final long SECOND_NS = 1_000_000_000;

    private final Answers answers = new Answers();
    private long nowNs;

    @Test
    void aMarkIsAnsweredWithWhatWasSeen() {
        hello(1, 1);
        Probe answer = ask(Probe.question(1, 46), Dscp.CS0, peer(1)).orElseThrow();
        assertEquals(Kind.MARK_ANSWER, answer.kind());
        assertEquals(46, answer.mark());
        assertEquals(0, answer.seen());
    }

    @Test
    void theSummaryTellsWhatWasSeenOfEachMarkOfThisPeerAndSession() {
        hello(1, 1);
        hello(2, 1);
        hello(1, 2);
        ask(Probe.question(1, 46), Dscp.EF, peer(1));
        ask(Probe.question(1, 34), Dscp.CS0, peer(1));
        ask(Probe.question(2, 10), Dscp.AF11, peer(1));
        ask(Probe.question(1, 12), Dscp.AF12, peer(2));
        ByteBuffer summary =
                ask(Probe.summaryQuestion(1), Dscp.CS0, peer(1)).orElseThrow().summary();
        assertEquals(46, summary.get(46));
        assertEquals(0, summary.get(34));
        assertEquals((byte) Probe.NOTHING, summary.get(10));
        assertEquals((byte) Probe.NOTHING, summary.get(12));
    }

    @Test
    void answersAndNoiseAreNotAnswered() {
        assertEquals(Optional.empty(), ask(Probe.question(1, 46).answer(46), Dscp.EF, peer(1)));
        assertEquals(Optional.empty(), answers.to(ByteBuffer.allocate(Probe.BYTES), Optional.empty(), peer(1), 0));
        assertEquals(0, answers.sessions());
    }

    @Test
    void aFloodOfSessionsKeepsNoMoreThanTheBound() {
        for (int i = 0; i < 10 * Sessions.MOST; i++) {
            nowNs += SECOND_NS;
            hello(i, i % 200);
        }
        assertEquals(Sessions.MOST, answers.sessions());
    }

    @Test
    void aFloodOfOnePeerIsAnsweredToItsAllowanceAndOthersStillAre() {
        openSessions(3);
        assertEquals(Allowance.OF_ONE, answered(2 * Allowance.OF_ONE, 1));
        assertTrue(ask(Probe.question(1, 46), Dscp.EF, peer(2)).isPresent());
        nowNs += SECOND_NS;
        assertEquals(100, answered(1_000, 1), "a hundred more each second");
    }

    @Test
    void aFloodOfOnePeerLeavesTheOthersTheirs() {
        openSessions(3);
        answered(3 * Allowance.OF_ALL, 1);
        assertEquals(Allowance.OF_ONE, answered(Allowance.OF_ONE, 2));
    }

    @Test
    void aFloodOfManyPeersIsAnsweredToTheAllowanceOfAll() {
        openSessions(100);
        long answered = 0;
        for (int peer = 0; peer < 100; peer++) {
            answered += answered(Allowance.OF_ONE, peer);
        }
        assertEquals(Allowance.OF_ALL, answered);
    }

    @Test
    void onePeerCannotPushOutTheSessionsOfOthers() {
        hello(7, 1);
        for (int i = 0; i < 10 * Sessions.MOST; i++) {
            hello(i, 2);
        }
        assertEquals(1 + Allowance.OF_ONE / Answers.COST_OF_HELLO, answers.sessions());
        assertTrue(ask(Probe.summaryQuestion(7), Dscp.CS0, peer(1)).isPresent());
    }

    @Test
    void whatCameTooOftenIsNotCalledLost() {
        openSessions(2);
        while (ask(Probe.question(1, 46), Dscp.EF, peer(1)).isPresent()) {}
        assertEquals(Optional.empty(), ask(Probe.question(1, 34), Dscp.AF41, peer(1)));
        nowNs += SECOND_NS;
        ByteBuffer summary =
                ask(Probe.summaryQuestion(1), Dscp.CS0, peer(1)).orElseThrow().summary();
        assertEquals((byte) Probe.UNCLEAR, summary.get(34));
        assertEquals(46, summary.get(46), "seen before it came too often");
        assertEquals((byte) Probe.NOTHING, summary.get(10));
    }

    @Test
    void aSessionThatWasNotOpenedIsNotAnswered() {
        assertEquals(Optional.empty(), ask(Probe.question(1, 46), Dscp.EF, peer(1)));
        assertEquals(Optional.empty(), ask(Probe.summaryQuestion(1), Dscp.CS0, peer(1)));
        assertEquals(0, answers.sessions());
    }

    private long answered(int questions, int peer) {
        long answered = 0;
        for (int i = 0; i < questions; i++) {
            answered += ask(Probe.question(1, i % 64), Dscp.EF, peer(peer)).isPresent() ? 1 : 0;
        }
        return answered;
    }

    private void hello(long session, int peer) {
        ask(Probe.hello(session), Dscp.CS0, peer(peer));
    }

    /** Session 1 of each peer; then all have their whole allowance again. */
    private void openSessions(int peers) {
        for (int peer = 0; peer < peers; peer++) {
            hello(1, peer);
            nowNs += SECOND_NS;
        }
        nowNs += 10 * SECOND_NS;
    }

    private Optional<Probe> ask(Probe question, Dscp mark, InetAddress peer) {
        return answers.to(question.encode(), Optional.of(mark), peer, nowNs);
    }

    private static InetAddress peer(int number) {
        try {
            return InetAddress.getByAddress(new byte[] {10, 0, 0, (byte) number});
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
