package io.github.qosflow.containers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.qosflow.testkit.Capture.Packet;
import io.github.qosflow.testkit.Capture.Protocol;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.testcontainers.containers.Network;

/** With which marks a server without any right reaches the telephones, by the telephones' own capture. */
@NeedsSipp
class CallMarksBetweenContainersTest {
    private static final int CS5 = 40;
    private static final int EF = 46;
    /** Of 20 ms each. */
    private static final int AUDIO_PACKETS = 50;

    private static Network network;

    @BeforeEach
    void createNetwork() {
        network = DualStack.ipv4();
    }

    @AfterEach
    void removeNetwork() {
        network.close();
    }

    @ParameterizedTest
    @EnumSource
    void signalingIsCs5AndAudioIsEfBothWays(Signaling over) throws Exception {
        assertMarks(packetsOfACall(over), over, CS5, EF);
    }

    @ParameterizedTest
    @EnumSource
    void nothingIsMarkedWithNoQos(Signaling over) throws Exception {
        assertMarks(packetsOfACall(over, "--no-qos"), over, 0, 0);
    }

    private static List<Packet> packetsOfACall(Signaling over, String... options) throws Exception {
        try (CallServer server = CallServer.start(network, options);
                Phones phones = new Phones(network, server)) {
            phones.capture();
            Phones.Run callee = phones.callee(over, "answer", 1, "-d", "500", "-rtp_echo");
            phones.run(over, "speak", "-s", over.callee(), "-m", "1", "-d", "2000")
                    .assertAllSucceeded(1);
            callee.await().assertAllSucceeded(1);
            server.awaitNoCalls();
            return phones.captured();
        }
    }

    private static void assertMarks(List<Packet> packets, Signaling over, int signaling, int media) {
        List<Packet> signals =
                packets.stream().filter(packet -> !isMedia(packet)).toList();
        assertTrue(signals.stream().filter(Packet::hasPayload).count() > 5, "signaling: " + signals);
        assertEquals(Set.of(signaling), distinct(signals, Packet::dscp), "signaling: " + signals);
        assertEquals(Set.of(over == Signaling.UDP ? Protocol.UDP : Protocol.TCP), distinct(signals, Packet::protocol));
        Map<Integer, List<Packet>> audio = packets.stream()
                .filter(CallMarksBetweenContainersTest::isMedia)
                .collect(Collectors.groupingBy(Packet::destinationPort));
        assertEquals(2, audio.size(), "one port of the caller, one of the callee: " + audio.keySet());
        assertTrue(audio.containsKey(Phones.MEDIA_PORT), "the callee's: " + audio.keySet());
        audio.forEach((port, way) -> {
            assertTrue(way.size() >= AUDIO_PACKETS, port + ": " + way.size());
            assertEquals(Set.of(media), distinct(way, Packet::dscp), "audio to port " + port);
        });
    }

    private static boolean isMedia(Packet packet) {
        return packet.protocol() == Protocol.UDP
                && packet.sourcePort() >= CallServer.FIRST_MEDIA_PORT
                && packet.sourcePort() <= CallServer.LAST_MEDIA_PORT;
    }

    private static <T> Set<T> distinct(List<Packet> packets, Function<Packet, T> what) {
        return packets.stream().map(what).collect(Collectors.toSet());
    }
}
