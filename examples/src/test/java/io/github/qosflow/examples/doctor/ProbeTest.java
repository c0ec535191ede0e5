package io.github.qosflow.examples.doctor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.qosflow.examples.doctor.Probe.Kind;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ProbeTest {
    private static final long SESSION = 0x0123_4567_89AB_CDEFL;

    @Test
    void everyKindComesOutAsItWentIn() {
        Probe question = Probe.question(SESSION, 46);
        assertSame(question);
        assertSame(Probe.hello(SESSION));
        assertSame(Probe.hello(SESSION).welcome());
        assertSame(Probe.summaryQuestion(SESSION));
        assertSame(question.answer(34));
        assertSame(question.answer(Probe.NOTHING));
        assertSame(question.answer(Probe.UNCLEAR));
        assertSame(question.answer(new byte[BleachingMap.MARKS]));
    }

    @Test
    void anAnswerIsNeverLargerThanItsQuestion() {
        Probe question = Probe.question(SESSION, 1);
        int asked = question.encode().remaining();
        assertTrue(Probe.hello(SESSION).welcome().encode().remaining() <= asked);
        assertTrue(question.answer(1).encode().remaining() <= asked);
        assertTrue(question.answer(new byte[BleachingMap.MARKS]).encode().remaining()
                <= Probe.summaryQuestion(SESSION).encode().remaining());
    }

    @Test
    void whatIsCutOrPaddedIsNoProbe() {
        byte[] whole = Probe.question(SESSION, 46).encode().array();
        for (int length = 0; length <= whole.length + 1; length++) {
            ByteBuffer other = ByteBuffer.wrap(java.util.Arrays.copyOf(whole, length));
            assertEquals(length == whole.length, Probe.decode(other).isPresent(), length + " bytes");
        }
    }

    @Test
    void wrongFieldsAreNoProbe() {
        assertEquals(Optional.empty(), changed(0, 'X'), "magic");
        assertEquals(Optional.empty(), changed(4, 9), "kind");
        assertEquals(Optional.empty(), changed(4, 3), "an answer of a question's length");
        assertEquals(Optional.empty(), changed(5, 64), "code point");
        assertEquals(Optional.empty(), changed(6, 64), "seen");
        assertEquals(Optional.empty(), changed(7, 1), "reserved");
    }

    @Test
    void noiseIsNeverAProbeAndNeverAnException() {
        Random random = new Random(1);
        for (int i = 0; i < 10_000; i++) {
            byte[] noise = new byte[random.nextInt(2 * Probe.BYTES)];
            random.nextBytes(noise);
            assertEquals(Optional.empty(), Probe.decode(ByteBuffer.wrap(noise)));
        }
    }

    private static Optional<Probe> changed(int at, int value) {
        return Probe.decode(Probe.question(SESSION, 46).encode().put(at, (byte) value));
    }

    private static void assertSame(Probe probe) {
        assertEquals(Optional.of(probe), Probe.decode(probe.encode()));
        assertEquals(
                Set.of(Kind.HELLO, Kind.MARK, Kind.SUMMARY).contains(probe.kind()),
                probe.kind().isQuestion());
    }
}
