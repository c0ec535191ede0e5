package io.github.qosflow.examples.netty;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.qosflow.DataRate;
import io.github.qosflow.Dscp;
import io.github.qosflow.FlowSpec;
import io.github.qosflow.QosCapability;
import io.github.qosflow.QosException;
import io.github.qosflow.QosException.Reason;
import io.github.qosflow.QosFlow;
import io.github.qosflow.TrafficType;
import io.github.qosflow.netty.QosDatagramHandler;
import io.github.qosflow.netty.QosHandler;
import io.github.qosflow.netty.SocketResolver;
import io.github.qosflow.testing.InMemoryQos;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.socket.DatagramPacket;
import java.net.InetSocketAddress;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How a program tests its own handlers; docs/TESTING.md shows these tests. */
class BitRateHandlerTest {
    private final InMemoryQos qos = new InMemoryQos();
    private final BitRateHandler media = new BitRateHandler();

    private EmbeddedChannel channel(FlowSpec spec) {
        QosHandler handler = QosHandler.builder()
                .spec(spec)
                .subsystem(qos)
                .socketResolver(SocketResolver.invented())
                .build();
        return new EmbeddedChannel(handler, media);
    }

    @Test
    void theRateFollowsThePath() {
        EmbeddedChannel channel = channel(FlowSpec.of(TrafficType.VOICE));
        QosFlow flow = QosHandler.flow(channel).orElseThrow();

        qos.congest(flow);
        assertEquals(DataRate.ofKilobitsPerSecond(16), media.rate());
        qos.uncongest(flow);
        assertEquals(DataRate.ofKilobitsPerSecond(64), media.rate());
    }

    @Test
    void withoutQosTheChannelWorksAllTheSame() {
        qos.failNext(new QosException("QOSAddSocketToFlow", 1450, Reason.NO_RESOURCES, "End some flows."));
        EmbeddedChannel channel = channel(FlowSpec.of(TrafficType.VOICE));

        assertFalse(media.isMarked());
        assertTrue(channel.writeOutbound("data"));
    }

    @Test
    void withoutRightsTheTypesMarkStays() {
        qos.refuseExactDscp(new QosException("QOSSetFlow", 5, Reason.ACCESS_DENIED, "Needs an administrator."));
        EmbeddedChannel channel =
                channel(FlowSpec.builder(TrafficType.VOICE).dscp(Dscp.EF).build());

        QosFlow flow = QosHandler.flow(channel).orElseThrow();
        assertEquals(Dscp.CS7, flow.marking().effective());
        assertTrue(media.isMarked());
    }

    @Test
    void aRestartOfTheSystemIsSurvived() {
        channel(FlowSpec.of(TrafficType.VOICE));

        qos.restart(); // Failed, then Restored

        assertTrue(media.isMarked());
        assertEquals(1, qos.flowCount());
    }

    @Test
    void everyPeerJoinsOnceAndNothingIsLeftBehind() {
        EmbeddedChannel channel = new EmbeddedChannel(QosDatagramHandler.builder()
                .spec(FlowSpec.of(TrafficType.VOICE))
                .subsystem(qos) // marks by destination, as Windows does
                .socketResolver(SocketResolver.invented())
                .build());
        InetSocketAddress peer = new InetSocketAddress("192.0.2.1", 5004);

        channel.writeOutbound(new DatagramPacket(Unpooled.EMPTY_BUFFER, peer));
        channel.writeOutbound(new DatagramPacket(Unpooled.EMPTY_BUFFER, peer));
        channel.close();

        assertEquals(List.of("createFlow(VOICE, socket 1, /192.0.2.1:5004)", "flow 1.close()"), qos.calls());
    }

    @Test
    void onLinuxTheWholeSocketIsMarked() {
        InMemoryQos linux = InMemoryQos.without(QosCapability.PER_DESTINATION);
        EmbeddedChannel channel = new EmbeddedChannel(QosDatagramHandler.builder()
                .spec(FlowSpec.of(TrafficType.VOICE))
                .subsystem(linux)
                .socketResolver(SocketResolver.invented())
                .build());

        assertEquals(List.of("createFlow(VOICE, socket 1)"), linux.calls());
        channel.close();
    }
}
