package io.github.qosflow.netty;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.qosflow.Dscp;
import io.github.qosflow.FlowSpec;
import io.github.qosflow.TrafficType;
import io.netty.channel.Channel;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The one-line use: no subsystem named, that of the process is opened by itself. */
class SharedByAllTest {
    @Test
    void aHandlerWithASpecificationOnlyMarksBothEnds() throws InterruptedException {
        EventLog log = new EventLog();
        QosHandler voice = new QosHandler(FlowSpec.of(TrafficType.VOICE));
        try (Loopback net = new NioLoopback()) {
            Channel client = net.connect(net.client(voice, log), net.bind(net.server(voice, log)));
            Channel child = net.accepted();

            await().until(() -> log.events().size() == 2);
            log.events().forEach(SystemSuite::abortWhereLocalPeersAreRefused);
            for (Channel end : List.of(client, child)) {
                assertEquals(
                        Dscp.CS7, QosHandler.flow(end).orElseThrow().marking().effective());
            }
        }
    }
}
