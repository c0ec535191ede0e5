package io.github.qosflow.integrations;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.qosflow.Dscp;
import io.github.qosflow.FlowSpec;
import io.github.qosflow.TrafficType;
import io.github.qosflow.netty.QosHandler;
import io.github.qosflow.testkit.Capture;
import io.github.qosflow.testkit.Capture.Packet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is on the wire while a framework's client asks its server. */
@Tag("wire")
abstract class WireSuite {
    private static final int QUESTIONS = 20;
    private static final QosHandler EF =
            new QosHandler(FlowSpec.builder(TrafficType.VOICE).dscp(Dscp.EF).build());

    private final Pair.Starter pairs;

    WireSuite(Pair.Starter pairs) {
        this.pairs = pairs;
    }

    @ParameterizedTest
    @EnumSource
    void everyPayloadOfServerAndClientCarriesTheMark(Family family) throws Exception {
        assertEquals(new Marks(46, 46), marks(family, EF, EF));
    }

    @ParameterizedTest
    @EnumSource
    void withoutTheHookNothingIsMarked(Family family) throws Exception {
        assertEquals(new Marks(0, 0), marks(family, null, null));
    }

    @ParameterizedTest
    @EnumSource
    void theServersHookMarksTheServersPacketsAlone(Family family) throws Exception {
        assertEquals(new Marks(46, 0), marks(family, EF, null));
    }

    @ParameterizedTest
    @EnumSource
    void theClientsHookMarksTheClientsPacketsAlone(Family family) throws Exception {
        assertEquals(new Marks(0, 46), marks(family, null, EF));
    }

    private Marks marks(Family family, @Nullable QosHandler server, @Nullable QosHandler client) throws Exception {
        try (Pair pair = pairs.start(family, server, client);
                Capture capture = Capture.start("tcp port " + pair.port())) {
            for (int i = 0; i < QUESTIONS; i++) {
                assertEquals("question " + i, pair.ask("question " + i));
            }
            List<Packet> payload = capture.payloadPackets();
            assertEquals(
                    Set.of(family.ipVersion),
                    payload.stream().map(Packet::ipVersion).collect(Collectors.toSet()));
            return new Marks(
                    dscps(payload, packet -> packet.sourcePort() == pair.port()),
                    dscps(payload, packet -> packet.destinationPort() == pair.port()));
        }
    }

    /** At least one packet for each question, or there is nothing to be said. */
    private static Set<Integer> dscps(List<Packet> payload, Predicate<Packet> which) {
        List<Packet> packets = payload.stream().filter(which).toList();
        assertEquals(QUESTIONS, Math.min(QUESTIONS, packets.size()), "packets");
        return packets.stream().map(Packet::dscp).collect(Collectors.toSet());
    }

    /** All marks of the packets with payload, for each direction. */
    private record Marks(Set<Integer> ofServer, Set<Integer> ofClient) {
        Marks(int ofServer, int ofClient) {
            this(Set.of(ofServer), Set.of(ofClient));
        }
    }
}
