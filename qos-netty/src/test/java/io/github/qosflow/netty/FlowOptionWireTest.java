package io.github.qosflow.netty;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.qosflow.Dscp;
import io.github.qosflow.FlowSpec;
import io.github.qosflow.TrafficType;
import io.github.qosflow.testkit.Capture;
import io.github.qosflow.testkit.Capture.Packet;
import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.DatagramPacket;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is on the wire when the option is set as a user sets it, and nothing else is done. */
@Tag("wire")
class FlowOptionWireTest {
    private static final int MESSAGES = 20;
    private static final ChannelOption<FlowSpec> FLOW_SPEC = QosChannelOption.FLOW_SPEC;
    private static final FlowSpec EF =
            FlowSpec.builder(TrafficType.VOICE).dscp(Dscp.EF).build();
    private static final FlowSpec CS1 =
            FlowSpec.builder(TrafficType.BACKGROUND).dscp(Dscp.CS1).build();

    private final Loopback loops = new NioLoopback();
    private final Count count = new Count();

    @AfterEach
    void close() {
        loops.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "::1"})
    void everyTcpPayloadOfBothSidesCarriesTheMark(String address) throws Exception {
        Channel server = server(address, new Echo());
        try (Capture capture = Capture.start("tcp port " + port(server))) {
            Channel client = client(server);
            send(client, Unpooled.wrappedBuffer(new byte[160]));
            List<Packet> packets = capture.packets();
            assertMarked(packets.stream().filter(packet -> packet.sourcePort() == port(server)));
            assertMarked(packets.stream().filter(packet -> packet.destinationPort() == port(server)));
            client.close().syncUninterruptibly();
        }
        server.close().syncUninterruptibly();
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "::1"})
    void everyDatagramOfConnectedChannelsCarriesTheMark(String address) throws Exception {
        Channel one = datagram(address);
        Channel two = datagram(address);
        one.connect(two.localAddress()).syncUninterruptibly();
        two.connect(one.localAddress()).syncUninterruptibly();
        try (Capture capture = Capture.start("udp port " + port(one))) {
            send(one, Unpooled.wrappedBuffer(new byte[160]));
            send(two, Unpooled.wrappedBuffer(new byte[160]));
            List<Packet> packets = capture.packets();
            assertMarked(packets.stream().filter(packet -> packet.sourcePort() == port(one)));
            assertMarked(packets.stream().filter(packet -> packet.sourcePort() == port(two)));
        }
        one.close().syncUninterruptibly();
        two.close().syncUninterruptibly();
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "::1"})
    void everyDatagramOfBoundChannelsCarriesTheMark(String address) throws Exception {
        Channel one = datagram(address);
        Channel two = datagram(address);
        try (Capture capture = Capture.start("udp port " + port(one))) {
            send(one, new DatagramPacket(Unpooled.wrappedBuffer(new byte[160]), (InetSocketAddress)
                    two.localAddress()));
            send(two, new DatagramPacket(Unpooled.wrappedBuffer(new byte[160]), (InetSocketAddress)
                    one.localAddress()));
            List<Packet> packets = capture.packets();
            assertMarked(packets.stream().filter(packet -> packet.sourcePort() == port(one)));
            assertMarked(packets.stream().filter(packet -> packet.sourcePort() == port(two)));
        }
        one.close().syncUninterruptibly();
        two.close().syncUninterruptibly();
    }

    @Test
    void setAnewOnALiveChannelTheMarkIsAnotherAndTakenBackItIsGone() throws Exception {
        Channel server = server("127.0.0.1", new Echo());
        try (Capture capture = Capture.start("tcp dst port " + port(server))) {
            Channel client = client(server);
            send(client, Unpooled.wrappedBuffer(new byte[160]));
            client.config().setOption(FLOW_SPEC, CS1);
            settle(client);
            send(client, Unpooled.wrappedBuffer(new byte[160]));
            client.config().setOption(FLOW_SPEC, null);
            settle(client);
            send(client, Unpooled.wrappedBuffer(new byte[160]));
            List<Packet> payload = capture.payloadPackets();
            assertEquals(3 * MESSAGES, payload.size());
            assertEquals(Set.of(46), dscps(payload.subList(0, MESSAGES)));
            assertEquals(Set.of(8), dscps(payload.subList(MESSAGES, 2 * MESSAGES)));
            assertEquals(Set.of(0), dscps(payload.subList(2 * MESSAGES, 3 * MESSAGES)));
            client.close().syncUninterruptibly();
        }
        server.close().syncUninterruptibly();
    }

    @Test
    void whatIsStillQueuedWhenTheChannelClosesLeavesWithTheMark() throws Exception {
        int bytes = 4 << 20;
        Channel server = server("127.0.0.1", new SendAndClose(bytes));
        try (Capture capture = Capture.start("tcp src port " + port(server));
                Socket slow = new Socket()) {
            slow.setReceiveBufferSize(16 << 10);
            slow.connect(server.localAddress());
            assertEquals(bytes, readAll(slow.getInputStream()));
            List<Packet> payload = capture.payloadPackets();
            long captured = payload.stream().mapToLong(Packet::payloadLength).sum();
            assertTrue(captured >= bytes, captured + " bytes captured; what was sent twice counts twice");
            assertEquals(Set.of(46), dscps(payload));
        }
        server.close().syncUninterruptibly();
    }

    private Channel server(String address, ChannelHandler child) {
        return new ServerBootstrap()
                .group(loops.group())
                .channel(QosNioServerSocketChannel.class)
                .childOption(FLOW_SPEC, EF)
                .childHandler(child)
                .bind(address, 0)
                .syncUninterruptibly()
                .channel();
    }

    private Channel client(Channel server) {
        return new Bootstrap()
                .group(loops.group())
                .channel(QosNioSocketChannel.class)
                .option(FLOW_SPEC, EF)
                .handler(count)
                .connect(server.localAddress())
                .syncUninterruptibly()
                .channel();
    }

    private Channel datagram(String address) {
        return new Bootstrap()
                .group(loops.group())
                .channel(QosNioDatagramChannel.class)
                .option(FLOW_SPEC, EF)
                .handler(count)
                .bind(address, 0)
                .syncUninterruptibly()
                .channel();
    }

    /** One message after the other, each when the one before has arrived, or come back. */
    private void send(Channel channel, Object message) throws InterruptedException {
        for (int i = 0; i < MESSAGES; i++) {
            Object copy = message instanceof DatagramPacket packet ? packet.copy() : ((ByteBuf) message).copy();
            channel.writeAndFlush(copy).syncUninterruptibly();
            assertTrue(count.received.tryAcquire(20, TimeUnit.SECONDS), "a message arrives in time");
        }
    }

    /** The option's work is done by tasks of the event loop, one of which may add another. */
    private static void settle(Channel channel) {
        for (int i = 0; i < 3; i++) {
            channel.eventLoop().submit(() -> {}).syncUninterruptibly();
        }
    }

    private static int port(Channel channel) {
        return ((InetSocketAddress) channel.localAddress()).getPort();
    }

    private static void assertMarked(java.util.stream.Stream<Packet> packets) {
        List<Packet> payload = packets.filter(Packet::hasPayload).toList();
        assertEquals(Set.of(46), dscps(payload));
        assertTrue(payload.size() >= MESSAGES, payload.size() + " packets");
    }

    private static Set<Integer> dscps(List<Packet> packets) {
        return packets.stream().map(Packet::dscp).collect(Collectors.toSet());
    }

    private static long readAll(InputStream in) throws IOException {
        byte[] buffer = new byte[64 << 10];
        long total = 0;
        for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
            total += n;
        }
        return total;
    }

    @ChannelHandler.Sharable
    private static final class Echo extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            ctx.writeAndFlush(message);
        }
    }

    @ChannelHandler.Sharable
    private static final class Count extends ChannelInboundHandlerAdapter {
        private final Semaphore received = new Semaphore(0);

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            ReferenceCountUtil.release(message);
            received.release();
        }
    }

    /** Sends much and closes at once, so that most of it is still in the kernel's queue when the channel goes. */
    @ChannelHandler.Sharable
    private static final class SendAndClose extends ChannelInboundHandlerAdapter {
        private final int bytes;

        SendAndClose(int bytes) {
            this.bytes = bytes;
        }

        @Override
        public void channelActive(ChannelHandlerContext ctx) {
            ctx.writeAndFlush(Unpooled.wrappedBuffer(new byte[bytes])).addListener(ChannelFutureListener.CLOSE);
        }
    }
}
