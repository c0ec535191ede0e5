package io.github.qosflow.netty.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.qosflow.Dscp;
import io.github.qosflow.FlowSpec;
import io.github.qosflow.TrafficType;
import io.github.qosflow.netty.QosHandler;
import io.github.qosflow.netty.SocketMark;
import io.github.qosflow.netty.Transport;
import io.github.qosflow.testkit.Capture;
import io.github.qosflow.testkit.Capture.Packet;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What is on the wire when channels are marked by {@code addLast(new QosHandler(…))} and nothing else. Every transport
 * runs the same suite.
 */
@Tag("wire")
abstract class WireSuite {
    private static final int MESSAGES = 20;
    private static final int AF11 = 10;
    private static final FlowSpec EF =
            FlowSpec.builder(TrafficType.VOICE).dscp(Dscp.EF).build();

    private final Transport transport;
    private Peers peers;

    WireSuite(Transport transport) {
        this.transport = transport;
    }

    @BeforeEach
    void start() {
        peers = new Peers(transport);
    }

    @AfterEach
    void stop() {
        peers.close();
    }

    @ParameterizedTest
    @EnumSource
    void everyTcpPayloadOfAcceptedAndConnectedChannelsCarriesTheMark(Family family) throws IOException {
        Channel server = peers.server(family, handler(), handler());
        try (Capture capture = Capture.start("tcp port " + Peers.port(server))) {
            Channel client = peers.client(family, handler(), server);
            peers.send(client, MESSAGES);
            client.close().syncUninterruptibly();
            List<Packet> packets = capture.packets();
            assertMarked(46, MESSAGES, from(packets, Peers.port(server)));
            assertMarked(46, MESSAGES, to(packets, Peers.port(server)));
            assertTrue(packets.stream().allMatch(packet -> packet.ipVersion() == family.ipVersion()));
        }
    }

    @ParameterizedTest
    @EnumSource
    void everyPacketOfAMarkedListenerIsMarkedFromTheHandshakeOn(Family family) throws IOException {
        Channel server = peers.server(family, handler(), handler());
        try (Capture capture = Capture.start("tcp port " + Peers.port(server))) {
            peers.send(peers.client(family, null, server), MESSAGES);
            List<Packet> packets = capture.packets().stream()
                    .filter(packet -> packet.sourcePort() == Peers.port(server))
                    .toList();
            assertTrue(packets.get(0).isSyn(), "the SYN-ACK is among them");
            assertEquals(Set.of(46), dscps(packets));
        }
    }

    @ParameterizedTest
    @EnumSource
    void aChannelWithoutTheHandlerStaysUnmarked(Family family) throws IOException {
        Channel server = peers.server(family, null, handler());
        try (Capture capture = Capture.start("tcp port " + Peers.port(server))) {
            peers.send(peers.client(family, null, server), MESSAGES);
            List<Packet> packets = capture.packets();
            assertMarked(46, MESSAGES, from(packets, Peers.port(server)));
            assertMarked(0, MESSAGES, to(packets, Peers.port(server)));
        }
    }

    @ParameterizedTest
    @EnumSource
    void everyDatagramOfConnectedChannelsCarriesTheMark(Family family) throws IOException {
        Channel one = peers.datagram(family, handler());
        Channel two = peers.datagram(family, handler());
        peers.connect(family, one, two);
        peers.connect(family, two, one);
        try (Capture capture = Capture.start("udp port " + Peers.port(one))) {
            peers.send(one, MESSAGES);
            peers.send(two, MESSAGES);
            List<Packet> packets = capture.packets();
            assertMarked(46, MESSAGES, from(packets, Peers.port(one)));
            assertMarked(46, MESSAGES, from(packets, Peers.port(two)));
        }
    }

    @ParameterizedTest
    @EnumSource
    void everyDatagramOfABoundChannelCarriesTheMarkWhomeverItGoesTo(Family family) throws IOException {
        Channel marked = peers.datagram(family, handler());
        Channel plain = peers.datagram(family, null);
        try (Capture capture = Capture.start("udp port " + Peers.port(marked))) {
            peers.send(marked, family.address(Peers.port(plain)), MESSAGES);
            peers.send(plain, family.address(Peers.port(marked)), MESSAGES);
            List<Packet> packets = capture.packets();
            assertMarked(46, MESSAGES, from(packets, Peers.port(marked)));
            assertMarked(0, MESSAGES, from(packets, Peers.port(plain)));
        }
    }

    @ParameterizedTest
    @CsvSource({"BEST_EFFORT,0", "BACKGROUND,8", "EXCELLENT_EFFORT,40", "AUDIO_VIDEO,40", "VOICE,56", "CONTROL,56"})
    void aTrafficTypeAloneCarriesTheMarkOfTheTable(TrafficType type, int dscp) throws IOException {
        Channel server = peers.server(Family.MAPPED, null, null);
        try (Capture capture = Capture.start("tcp port " + Peers.port(server))) {
            QosHandler handler = new QosHandler(FlowSpec.of(type));
            peers.send(peers.client(Family.MAPPED, handler, server), MESSAGES);
            assertMarked(dscp, MESSAGES, to(capture.packets(), Peers.port(server)));
        }
    }

    @ParameterizedTest
    @EnumSource
    void aHandlerAddedAndRemovedLaterMarksExactlyWhatIsSentInBetweenAndTheFormerMarkIsBack(Family family)
            throws IOException {
        Channel server = peers.server(family, null, null);
        Channel client = peers.client(family, null, server);
        QosHandler handler = handler();
        SocketMark.set(client, AF11);
        try (Capture capture = Capture.start("tcp dst port " + Peers.port(server))) {
            peers.send(client, MESSAGES);
            onLoop(client, () -> client.pipeline().addFirst(handler));
            onLoop(client, () -> {}); // the attach is the loop's next task
            peers.send(client, MESSAGES);
            onLoop(client, () -> client.pipeline().remove(handler));
            peers.send(client, MESSAGES);
            List<Integer> marks =
                    capture.payloadPackets().stream().map(Packet::dscp).toList();
            assertEquals(3 * MESSAGES, marks.size());
            assertEquals(Set.of(AF11), Set.copyOf(marks.subList(0, MESSAGES)));
            assertEquals(Set.of(46), Set.copyOf(marks.subList(MESSAGES, 2 * MESSAGES)));
            assertEquals(Set.of(AF11), Set.copyOf(marks.subList(2 * MESSAGES, 3 * MESSAGES)));
        }
    }

    @ParameterizedTest
    @EnumSource
    void anHttp2ServersSettingsWhichLeaveBeforeTheChannelIsActiveAreMarked(Family family) throws IOException {
        Channel server = peers.server(
                family,
                null,
                new ChannelPair(
                        handler(), () -> Http2FrameCodecBuilder.forServer().build()));
        try (Capture capture = Capture.start("tcp src port " + Peers.port(server));
                Socket client = new Socket()) {
            client.connect(family.address(Peers.port(server)));
            assertTrue(client.getInputStream().read() >= 0, "the server speaks first");
            assertMarked(46, 1, capture.payloadPackets());
        }
    }

    @Test
    void whatIsStillQueuedWhenTheChannelClosesLeavesWithTheMark() throws IOException {
        int bytes = 4 << 20;
        Channel server = peers.server(Family.MAPPED, null, new ChannelPair(handler(), () -> new SendAndClose(bytes)));
        try (Capture capture = Capture.start("tcp src port " + Peers.port(server));
                Socket slow = new Socket()) {
            slow.setReceiveBufferSize(16 << 10);
            slow.connect(Family.MAPPED.address(Peers.port(server)));
            assertEquals(bytes, readSlowly(slow.getInputStream()));
            List<Packet> payload = capture.payloadPackets();
            long captured = payload.stream().mapToLong(Packet::payloadLength).sum();
            assertTrue(captured >= bytes, captured + " bytes captured; what was sent twice counts twice");
            assertEquals(Set.of(46), dscps(payload));
        }
    }

    @Test
    void aClientIsMarkedFromItsSynOn() throws IOException {
        Channel server = peers.server(Family.MAPPED, null, null);
        try (Capture capture = Capture.start("tcp dst port " + Peers.port(server))) {
            peers.send(peers.client(Family.MAPPED, handler(), server), MESSAGES);
            List<Packet> packets = capture.packets();
            assertTrue(packets.get(0).isSyn());
            assertEquals(Set.of(46), dscps(packets));
        }
    }

    private static QosHandler handler() {
        return new QosHandler(EF);
    }

    private static void onLoop(Channel channel, Runnable task) {
        channel.eventLoop().submit(task).syncUninterruptibly();
    }

    private static void assertMarked(int dscp, int atLeast, List<Packet> payload) {
        assertEquals(Set.of(dscp), dscps(payload));
        assertFalse(payload.size() < atLeast, "only " + payload.size() + " packets");
    }

    private static List<Packet> from(List<Packet> packets, int port) {
        return packets.stream()
                .filter(packet -> packet.hasPayload() && packet.sourcePort() == port)
                .toList();
    }

    private static List<Packet> to(List<Packet> packets, int port) {
        return packets.stream()
                .filter(packet -> packet.hasPayload() && packet.destinationPort() == port)
                .toList();
    }

    private static Set<Integer> dscps(List<Packet> packets) {
        return packets.stream().map(Packet::dscp).collect(Collectors.toSet());
    }

    private static long readSlowly(InputStream in) throws IOException {
        byte[] buffer = new byte[64 << 10];
        long total = 0;
        for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
            total += n;
        }
        return total;
    }

    /** Sends much and closes at once, so that most of it is still in the kernel's queue when the channel goes. */
    private static final class SendAndClose extends ChannelInboundHandlerAdapter {
        private final int bytes;

        SendAndClose(int bytes) {
            this.bytes = bytes;
        }

        @Override
        public boolean isSharable() {
            return true;
        }

        @Override
        public void channelActive(ChannelHandlerContext ctx) {
            ctx.writeAndFlush(Unpooled.wrappedBuffer(new byte[bytes])).addListener(ChannelFutureListener.CLOSE);
        }
    }

    /** Two handlers where one is expected. */
    private static final class ChannelPair extends ChannelInboundHandlerAdapter {
        private final QosHandler first;
        private final Supplier<ChannelHandler> second;

        ChannelPair(QosHandler first, Supplier<ChannelHandler> second) {
            this.first = first;
            this.second = second;
        }

        @Override
        public boolean isSharable() {
            return true;
        }

        @Override
        public void handlerAdded(ChannelHandlerContext ctx) {
            ctx.pipeline().addLast(first, second.get());
        }
    }
}
