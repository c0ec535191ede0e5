package io.github.qosflow.integrations;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.qosflow.FlowSpec;
import io.github.qosflow.TrafficType;
import io.github.qosflow.netty.QosHandler;
import io.github.qosflow.testing.InMemoryQos;
import io.netty.channel.ServerChannel;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which flows a framework's connections have, without any system to mark them. */
abstract class FlowSuite {
    private static final FlowSpec LISTENER = FlowSpec.of(TrafficType.CONTROL);
    private static final FlowSpec CONNECTION = FlowSpec.of(TrafficType.VOICE);

    private final InMemoryQos ofServer = new InMemoryQos();
    private final InMemoryQos ofClient = new InMemoryQos();
    private final Pair.Starter pairs;

    FlowSuite(Pair.Starter pairs) {
        this.pairs = pairs;
    }

    @Test
    void aConnectionHasOneFlowAtEachEndAsLongAsItLives() throws Exception {
        try (Pair pair = pairs.start(Family.IPV4, handler(ofServer), handler(ofClient))) {
            assertEquals("hello", pair.ask("hello"));
            assertEquals("again", pair.ask("again"));
            assertEquals(1, connections(ofServer));
            assertEquals(1, connections(ofClient));
        }
        await().untilAsserted(() -> {
            assertEquals(List.of(), ofServer.flows(), "at the server");
            assertEquals(List.of(), ofClient.flows(), "at the client");
        });
    }

    private static long connections(InMemoryQos qos) {
        return qos.flows().stream()
                .filter(flow -> flow.spec().equals(CONNECTION))
                .count();
    }

    /** For listeners flows of another kind, so that they can be told apart. */
    private static QosHandler handler(InMemoryQos qos) {
        return QosHandler.builder()
                .spec(channel -> channel instanceof ServerChannel ? LISTENER : CONNECTION)
                .subsystem(qos)
                .build();
    }
}
