package io.github.qosflow.examples.voip;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Messages of RFC 4475, changed at random, always the same way. */
@Tag("once")
@ExtendWith(Leaks.Watch.class)
class MutationTest {
    @Test
    void aHundredThousandMutationsLeaveTheServerAnswering() throws Exception {
        try (TestServer server = TestServer.start();
                Tormentor tormentor = new Tormentor(server.udp(), 5060)) {
            torment(tormentor);
            server.requireNothingLeft();
        }
    }

    private static void torment(Tormentor tormentor) throws IOException {
        Random random = new Random(4475);
        String[] files = {
            "wsinv", "intmeth", "longreq", "mpart01", "cparam02", "transports", "inv2543", "regescrt", "sdp01"
        };
        byte[][] originals = new byte[files.length][];
        for (int i = 0; i < files.length; i++) {
            originals[i] = Tormentor.message(files[i]);
        }
        for (int sent = 1; sent <= 100_000; sent++) {
            tormentor.send(mutate(originals[random.nextInt(originals.length)], random));
            if (sent % 500 == 0) {
                // also keeps the pace: no datagram is lost for want of a buffer
                assertTrue(tormentor.answersOptions(), "after " + sent);
            }
        }
    }

    private static byte[] mutate(byte[] original, Random random) {
        byte[] mutant = original.clone();
        for (int change = random.nextInt(4); change >= 0; change--) {
            int at = random.nextInt(mutant.length);
            switch (random.nextInt(4)) {
                case 0 -> mutant[at] = (byte) random.nextInt(256);
                case 1 -> mutant = remove(mutant, at, 1 + random.nextInt(Math.min(40, mutant.length - at)));
                case 2 -> mutant = insert(mutant, at, "\r\n;,:@<>\"%".charAt(random.nextInt(10)));
                default -> mutant = repeat(mutant, at, random.nextInt(Math.min(60, mutant.length - at)));
            }
            if (mutant.length == 0) {
                return original;
            }
        }
        return mutant;
    }

    private static byte[] remove(byte[] bytes, int at, int count) {
        byte[] shorter = new byte[bytes.length - count];
        System.arraycopy(bytes, 0, shorter, 0, at);
        System.arraycopy(bytes, at + count, shorter, at, shorter.length - at);
        return shorter;
    }

    private static byte[] insert(byte[] bytes, int at, char what) {
        byte[] longer = new byte[bytes.length + 1];
        System.arraycopy(bytes, 0, longer, 0, at);
        longer[at] = (byte) what;
        System.arraycopy(bytes, at, longer, at + 1, bytes.length - at);
        return longer;
    }

    private static byte[] repeat(byte[] bytes, int at, int count) {
        byte[] longer = new byte[bytes.length + count];
        System.arraycopy(bytes, 0, longer, 0, at + count);
        System.arraycopy(bytes, at, longer, at + count, bytes.length - at);
        return longer;
    }
}
