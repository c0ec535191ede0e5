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
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
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
    private static CallServer marking;
    private static CallServer plain;
    private static Phones marked;
    private static Phones unmarked;

    @BeforeAll
    static void start() throws Exception {
        network = DualStack.ipv4();
        marking = CallServer.start(network);
        marked = new Phones(network, marking);
        plain = CallServer.start(network, "--no-qos");
        unmarked = new Phones(network, plain);
    }

    @AfterAll
    static void stop() {
        unmarked.close();
        plain.close();
        marked.close();
        marking.close();
        network.close();
    }

    @ParameterizedTest
    @EnumSource
    void signalingIsCs5AndAudioIsEfBothWays(Signaling over) throws Exception {
        assertMarks(packetsOfACall(marked, over), over, CS5, EF);
        marking.awaitNoCalls();
    }

    @ParameterizedTest
    @EnumSource
    void nothingIsMarkedWithNoQos(Signaling over) throws Exception {
        assertMarks(packetsOfACall(unmarked, over), over, 0, 0);
        plain.awaitNoCalls();
    }

    private static List<Packet> packetsOfACall(Phones phones, Signaling over) throws Exception {
        phones.hangUpAll();
        phones.capture();
        Phones.Run callee = phones.callee(over, "answer", 1, "-d", "500", "-rtp_echo");
        phones.run(over, "speak", "-s", over.callee(), "-m", "1", "-d", "2000").assertAllSucceeded(1);
        callee.await().assertAllSucceeded(1);
        return phones.captured();
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
