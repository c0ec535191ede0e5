package io.github.qosflow.examples.voip.media;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PortsTest {
    private static final InetAddress LOCAL = Phone.ipv4();

    @ParameterizedTest(name = "{0}")
    @CsvSource({"16384-32767,16384,8192", "16385-32767,16386,8191", "1-65535,2,32767", "5004-5005,5004,1"})
    void aRangeHasAsManyPairsAsFit(String text, int first, int pairs) {
        Ports ports = Ports.parse(text);

        assertEquals(first, ports.next());
        assertEquals(
                pairs - 1,
                Stream.generate(ports::next).takeWhile(Objects::nonNull).count());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "x",
                "5004",
                "5004-",
                "-5004",
                "5004-5004",
                "5005-5006",
                "5006-5004",
                "0-65536",
                "1-99999",
                "0-9"
            })
    void anotherTextIsNamed(String text) {
        String message = assertThrows(IllegalArgumentException.class, () -> Ports.parse(text))
                .getMessage();

        assertTrue(message.contains(text), message);
    }

    @Test
    void aPairIsAnEvenPortAndTheNextOne() throws IOException {
        Ports ports = Ports.parse("31001-31007");

        try (Opened pair = open(ports)) {
            assertEquals(31_002, pair.pair.rtp().socket().getLocalPort());
            assertEquals(31_003, pair.pair.rtcp().socket().getLocalPort());
        }
    }

    @Test
    void whatAnotherProgramHasIsSkipped() throws IOException {
        Ports ports = Ports.parse("31010-31015");
        try (DatagramSocket rtp = new DatagramSocket(31_010, LOCAL);
                DatagramSocket rtcp = new DatagramSocket(31_013, LOCAL);
                Opened pair = open(ports)) {
            assertEquals(31_014, pair.port());
            assertTrue(rtp.isBound() && rtcp.isBound());
        }
    }

    @Test
    void thatNoneIsFreeIsSaidWithTheRange() throws IOException {
        Ports ports = Ports.parse("31020-31021");
        try (Opened first = open(ports)) {
            IOException refusal = assertThrows(IOException.class, () -> open(ports));

            assertTrue(refusal.getMessage().contains("31020-31021"), refusal.getMessage());
            ports.giveBack(first.port());
        }
        open(ports).close();
    }

    @Test
    void whatWasGivenBackComesLast() throws IOException {
        Ports ports = Ports.parse("31030-31035");
        List<Integer> order = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            try (Opened pair = open(ports)) {
                order.add(pair.port());
                ports.giveBack(pair.port());
            }
        }

        assertEquals(List.of(31_030, 31_032, 31_034, 31_030, 31_032, 31_034), order);
    }

    private static Opened open(Ports ports) throws IOException {
        return new Opened(ports.open(LOCAL, null));
    }

    private record Opened(Ports.Pair pair) implements AutoCloseable {
        int port() {
            return pair.port();
        }

        @Override
        public void close() throws IOException {
            pair.rtp().close();
            pair.rtcp().close();
        }
    }
}
