package io.github.qosflow.netty;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOption;
import io.netty.channel.DefaultAddressedEnvelope;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.DatagramPacket;
import io.netty.channel.socket.nio.NioChannelOption;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.UnresolvedAddressException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a datagram channel does; Netty's and ours run the same suite. */
abstract class DatagramSuite {
    static final StandardProtocolFamily INET = StandardProtocolFamily.INET;

    final DatagramNet net;
    final DatagramInbox inbox = new DatagramInbox();
    final DatagramInbox peersInbox = new DatagramInbox();

    DatagramSuite(DatagramType type) {
        net = new DatagramNet(type);
    }

    @AfterEach
    void close() {
        net.close();
    }

    @ParameterizedTest
    @EnumSource(names = {"INET", "INET6"})
    void unconnectedChannelsSendToWhomTheyLike(StandardProtocolFamily family) throws InterruptedException {
        DatagramChannel channel = net.bind(family, inbox);
        DatagramChannel peer = net.bind(family, peersInbox);

        channel.writeAndFlush(new DatagramPacket(heap("question"), peer.localAddress()));
        DatagramInbox.Message question = peersInbox.next();
        peer.writeAndFlush(new DatagramPacket(heap("answer"), question.sender()));

        assertEquals(new DatagramInbox.Message("question", channel.localAddress(), peer.localAddress()), question);
        assertEquals("answer", inbox.text());
    }

    @ParameterizedTest
    @EnumSource(names = {"INET", "INET6"})
    void connectedChannelsSendPlainBuffers(StandardProtocolFamily family) throws InterruptedException {
        DatagramChannel channel = net.bind(family, inbox);
        DatagramChannel peer = net.bind(family, peersInbox);
        channel.connect(peer.localAddress()).syncUninterruptibly();
        peer.connect(channel.localAddress()).syncUninterruptibly();

        channel.writeAndFlush(heap("there"));
        assertEquals("there", peersInbox.text());
        peer.writeAndFlush(heap("and back"));
        assertEquals("and back", inbox.text());
        assertEquals(peer.localAddress(), channel.remoteAddress());
        assertTrue(channel.isConnected());
    }

    @Test
    void everyKindOfBufferAndEnvelopeIsSentAndReleased() throws InterruptedException {
        DatagramChannel channel = net.bind(INET, inbox);
        InetSocketAddress to = net.bind(INET, peersInbox).localAddress();
        List<ByteBuf> contents = List.of(
                heap("heap"),
                Unpooled.directBuffer().writeBytes("direct".getBytes(US_ASCII)),
                Unpooled.wrappedBuffer(heap("com"), heap("posite")),
                heap("xxsliced").skipBytes(2),
                Unpooled.directBuffer()
                        .writeBytes("xdirect and sliced".getBytes(US_ASCII))
                        .skipBytes(1));
        for (ByteBuf content : contents) {
            String text = content.toString(US_ASCII);
            channel.writeAndFlush(new DatagramPacket(content.retain(), to)).syncUninterruptibly();
            assertEquals(text, peersInbox.text());
            channel.writeAndFlush(new DefaultAddressedEnvelope<>(content, to)).syncUninterruptibly();
            assertEquals(text, peersInbox.text());
            assertEquals(0, content.refCnt(), text);
        }
    }

    @Test
    void whatCannotBeSentFailsAloneAndIsReleased() throws InterruptedException {
        DatagramChannel channel = net.bind(INET, inbox);
        InetSocketAddress to = net.bind(INET, peersInbox).localAddress();
        ByteBuf unresolved = heap("unresolved");
        ByteBuf tooLong = Unpooled.wrappedBuffer(new byte[70_000]);
        ByteBuf enveloped = heap("unresolved, too");
        InetSocketAddress nowhere = InetSocketAddress.createUnresolved("nowhere.invalid", 9);

        assertInstanceOf(UnresolvedAddressException.class, failure(channel, new DatagramPacket(unresolved, nowhere)));
        assertInstanceOf(
                UnresolvedAddressException.class, failure(channel, new DefaultAddressedEnvelope<>(enveloped, nowhere)));
        assertInstanceOf(IOException.class, failure(channel, new DatagramPacket(tooLong, to)));
        assertInstanceOf(UnsupportedOperationException.class, failure(channel, "text"));
        assertInstanceOf(
                UnsupportedOperationException.class, failure(channel, new DefaultAddressedEnvelope<>("text", to)));

        channel.writeAndFlush(new DatagramPacket(heap("next"), to)).syncUninterruptibly();
        assertEquals("next", peersInbox.text());
        assertEquals(0, unresolved.refCnt() + enveloped.refCnt() + tooLong.refCnt());
    }

    @Test
    void aMessageWithoutAByteIsNotSent() throws InterruptedException {
        DatagramChannel channel = net.bind(INET, inbox);
        InetSocketAddress to = net.bind(INET, peersInbox).localAddress();

        channel.writeAndFlush(new DatagramPacket(Unpooled.buffer(), to)).syncUninterruptibly();
        channel.writeAndFlush(new DatagramPacket(heap("full"), to)).syncUninterruptibly();

        assertEquals("full", peersInbox.text());
    }

    @Test
    void aMessageLongerThanItsBufferIsCut() throws InterruptedException {
        DatagramChannel channel = net.bind(INET, inbox);
        DatagramChannel peer = net.bind(INET, peersInbox);
        peer.config().setRecvByteBufAllocator(new FixedRecvByteBufAllocator(4));

        channel.writeAndFlush(new DatagramPacket(heap("cut here"), peer.localAddress()));

        assertEquals("cut ", peersInbox.text());
    }

    @Test
    void aSlowPeerMissesNothing() throws InterruptedException {
        DatagramChannel channel = net.bind(INET, inbox);
        DatagramChannel peer = net.bind(INET, peersInbox);
        for (int burst = 0; burst < 10; burst++) { // the kernel keeps some 250 such messages
            peer.config().setAutoRead(false);
            List<ChannelFuture> writes = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                writes.add(channel.write(new DatagramPacket(heap(burst * 100 + i + "."), peer.localAddress())));
            }
            channel.flush();
            writes.forEach(ChannelFuture::syncUninterruptibly);
            peer.config().setAutoRead(true);
            for (int i = 0; i < 100; i++) {
                assertEquals(burst * 100 + i + ".", peersInbox.text());
            }
        }
    }

    @Test
    void nothingIsReadUnlessAskedFor() throws InterruptedException {
        DatagramChannel channel = net.bind(INET, inbox);
        DatagramChannel peer = silent();
        peer.config().setRecvByteBufAllocator(new FixedRecvByteBufAllocator(100).maxMessagesPerRead(1));
        channel.writeAndFlush(new DatagramPacket(heap("first"), peer.localAddress()));
        channel.writeAndFlush(new DatagramPacket(heap("second"), peer.localAddress()))
                .syncUninterruptibly();
        peer.eventLoop().submit(() -> {}).syncUninterruptibly();
        assertEquals(0, peersInbox.size());

        peer.read();
        assertEquals("first", peersInbox.text());
        peer.config().setAutoRead(true);
        assertEquals("second", peersInbox.text());
        peer.config().setAutoRead(false);
        peer.eventLoop().submit(() -> {}).syncUninterruptibly();
        channel.writeAndFlush(new DatagramPacket(heap("third"), peer.localAddress()))
                .syncUninterruptibly();
        peer.eventLoop().submit(() -> {}).syncUninterruptibly();
        assertEquals(0, peersInbox.size());
    }

    @Test
    void soManyMessagesAreReadAtATimeAsTheOptionSays() throws InterruptedException {
        DatagramChannel channel = net.bind(INET, inbox);
        DatagramChannel peer = silent();
        peer.config().setRecvByteBufAllocator(new FixedRecvByteBufAllocator(100).maxMessagesPerRead(3));
        for (int i = 0; i < 9; i++) {
            channel.writeAndFlush(new DatagramPacket(heap("x"), peer.localAddress()))
                    .syncUninterruptibly();
        }

        peer.config().setAutoRead(true);

        await().until(() -> Collections.frequency(peersInbox.events, "complete") >= 3);
        assertEquals(
                List.of("active", "read", "read", "read", "complete", "read", "read", "read", "complete"),
                peersInbox.events.subList(0, 9));
    }

    @Test
    @Tag("linux") // Wine refuses the bind by which the JDK's disconnect repairs a socket
    void afterADisconnectAnotherPeerMayFollow() throws InterruptedException {
        DatagramChannel channel = net.bind(INET, inbox);
        DatagramChannel first = net.bind(INET, peersInbox);
        DatagramInbox secondInbox = new DatagramInbox();
        DatagramChannel second = net.bind(INET, secondInbox);
        channel.connect(first.localAddress()).syncUninterruptibly();

        channel.disconnect().syncUninterruptibly();
        assertFalse(channel.isConnected());
        assertNull(channel.remoteAddress());
        assertTrue(channel.isActive());
        channel.writeAndFlush(new DatagramPacket(heap("to whom I like"), first.localAddress()));
        assertEquals("to whom I like", peersInbox.text());
        channel.connect(second.localAddress()).syncUninterruptibly();
        channel.writeAndFlush(heap("to the second"));

        assertEquals("to the second", secondInbox.text());
    }

    @Test
    void connectingBindsAnUnboundChannel() throws InterruptedException {
        DatagramChannel peer = net.bind(INET, peersInbox);
        DatagramChannel channel = (DatagramChannel) net.bootstrap(INET, inbox)
                .connect(peer.localAddress(), DatagramNet.here(INET))
                .syncUninterruptibly()
                .channel();

        channel.writeAndFlush(heap("connected")).syncUninterruptibly();

        assertEquals(channel.localAddress(), peersInbox.next().sender());
        channel.close().syncUninterruptibly();
        await().until(() -> lifeOf(inbox).equals(List.of("active", "inactive")));
    }

    @Test
    @Tag("linux") // Wine does not tell of ports that nobody listens to
    void aRefusingPeerIsAnErrorAndTheChannelGoesOn() {
        DatagramChannel channel = net.bind(INET, inbox);
        DatagramChannel gone = net.bind(INET, peersInbox);
        InetSocketAddress nobody = gone.localAddress();
        gone.close().syncUninterruptibly();
        channel.connect(nobody).syncUninterruptibly();

        await().until(
                        () -> { // a write may meet the error before the reader does
                            channel.writeAndFlush(heap("hello")).awaitUninterruptibly();
                            return inbox.failures.stream().anyMatch(PortUnreachableException.class::isInstance);
                        });

        assertTrue(channel.isActive());
        assertTrue(channel.isOpen());
    }

    @Test
    void aFailedConnectClosesTheChannel() {
        DatagramChannel taken = net.bind(INET, inbox);
        ChannelFuture refused = net.bootstrap(INET, peersInbox)
                .connect(taken.localAddress(), taken.localAddress())
                .awaitUninterruptibly();

        assertFalse(refused.isSuccess());
        refused.channel().closeFuture().syncUninterruptibly();
    }

    @Test
    void closedItSendsNothingAndItsPortIsFree() {
        DatagramChannel channel = net.bind(INET, inbox);
        InetSocketAddress address = channel.localAddress();

        channel.close().syncUninterruptibly();

        assertFalse(channel.isOpen());
        assertFalse(channel.isActive());
        ByteBuf late = heap("late");
        assertInstanceOf(ClosedChannelException.class, failure(channel, new DatagramPacket(late, address)));
        assertEquals(0, late.refCnt());
        await().until(() -> lifeOf(inbox).equals(List.of("active", "inactive")));
        await().ignoreExceptions()
                .until(() -> net.bind(net.bootstrap(INET, peersInbox), address).isActive());
    }

    @Test
    @Tag("linux")
    void broadcastNeedsItsOption() throws InterruptedException {
        DatagramChannel peer = net.bind(net.bootstrap(INET, peersInbox), new InetSocketAddress("0.0.0.0", 0));
        InetSocketAddress all =
                new InetSocketAddress("127.255.255.255", peer.localAddress().getPort());
        DatagramChannel channel = net.bind(INET, inbox);
        assertFalse(channel.config().isBroadcast());
        assertInstanceOf(IOException.class, failure(channel, new DatagramPacket(heap("not allowed"), all)));

        assertTrue(channel.config().setOption(ChannelOption.SO_BROADCAST, true));

        channel.writeAndFlush(new DatagramPacket(heap("to all"), all)).syncUninterruptibly();
        assertEquals("to all", peersInbox.text());
    }

    @Test
    void optionsReachTheSocket() {
        DatagramChannel channel = net.bind(INET, inbox);
        ChannelOption<Integer> ttl = NioChannelOption.of(StandardSocketOptions.IP_MULTICAST_TTL);
        ChannelOption<Boolean> keepAlive = NioChannelOption.of(StandardSocketOptions.SO_KEEPALIVE);

        assertTrue(channel.config().setOption(ttl, 7));
        assertTrue(channel.config().setOption(ChannelOption.IP_TOS, 0x28));
        assertTrue(channel.config().setOption(ChannelOption.SO_REUSEADDR, true));
        assertFalse(channel.config().setOption(keepAlive, true), "TCP has it");
        assertFalse(channel.config().setOption(ChannelOption.valueOf("no datagram channel knows this"), 1));

        assertEquals(7, channel.config().getTimeToLive());
        assertEquals(7, channel.config().getOption(ttl));
        assertNull(channel.config().getOption(keepAlive));
        assertEquals(0x28, channel.config().getTrafficClass());
        assertTrue(channel.config().isReuseAddress());
        Set<String> names = new HashSet<>();
        channel.config().getOptions().keySet().forEach(option -> names.add(option.name()));
        assertTrue(
                names.containsAll(Set.of("SO_BROADCAST", "IP_MULTICAST_TTL", "IP_MULTICAST_LOOP", "AUTO_READ")),
                names + "");
    }

    @Test
    @SuppressWarnings("deprecation")
    void registeredIsActiveIfTheOptionSaysSo() {
        ChannelOption<Boolean> early = ChannelOption.DATAGRAM_CHANNEL_ACTIVE_ON_REGISTRATION;
        ChannelFuture plain = net.bootstrap(INET, peersInbox).register().syncUninterruptibly();
        ChannelFuture active =
                net.bootstrap(INET, inbox).option(early, true).register().syncUninterruptibly();

        await().until(() -> inbox.events.contains("active"));
        assertTrue(active.channel().isActive());
        assertFalse(plain.channel().isActive());
        active.channel().close().syncUninterruptibly();
        plain.channel().close().syncUninterruptibly();
    }

    /** Reads nothing unless it is asked to. */
    private DatagramChannel silent() {
        return net.bind(net.bootstrap(INET, peersInbox).option(ChannelOption.AUTO_READ, false), DatagramNet.here(INET));
    }

    static ByteBuf heap(String text) {
        return Unpooled.copiedBuffer(text, US_ASCII);
    }

    private static Throwable failure(DatagramChannel channel, Object message) {
        ChannelFuture write = channel.writeAndFlush(message).awaitUninterruptibly();
        assertFalse(write.isSuccess());
        return write.cause();
    }

    private static List<String> lifeOf(DatagramInbox inbox) {
        return inbox.events.stream().filter(event -> event.endsWith("active")).toList();
    }
}
