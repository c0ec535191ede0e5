package io.github.qosflow.netty;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.DatagramPacket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.StandardProtocolFamily;
import java.net.UnknownHostException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Groups joined and left on the loopback interface; Netty's channel and ours run the same suite. */
@Tag("linux") // where the loopback interface carries multicast
abstract class MulticastSuite {
    private static final InetAddress GROUP = address("239.7.7.7");
    private static final InetAddress OTHER_GROUP = address("239.7.7.8");
    private static final InetAddress SENDER = address("127.0.0.1");
    private static final InetAddress STRANGER = address("127.0.0.2");

    final DatagramNet net;
    final DatagramInbox inbox = new DatagramInbox();
    private final NetworkInterface loopback;
    private DatagramChannel sender;
    private DatagramChannel receiver;

    MulticastSuite(DatagramType type) throws Exception {
        net = new DatagramNet(type);
        loopback = NetworkInterface.getByInetAddress(SENDER);
    }

    @BeforeEach
    void open() {
        receiver = net.bind(
                net.bootstrap(StandardProtocolFamily.INET, inbox)
                        .option(ChannelOption.SO_REUSEADDR, true)
                        .option(ChannelOption.IP_MULTICAST_IF, loopback),
                new InetSocketAddress("0.0.0.0", 0));
        sender = net.bind(
                net.bootstrap(StandardProtocolFamily.INET, new DatagramInbox())
                        .option(ChannelOption.IP_MULTICAST_IF, loopback),
                new InetSocketAddress(SENDER, 0));
    }

    @AfterEach
    void close() {
        net.close();
    }

    @Test
    void aGroupIsHeardAsLongAsItIsJoined() throws InterruptedException {
        send("too early", GROUP);
        receiver.joinGroup(new InetSocketAddress(GROUP, 0), loopback).syncUninterruptibly();
        send("joined", GROUP);
        assertEquals("joined", inbox.text());

        receiver.leaveGroup(new InetSocketAddress(GROUP, 0), loopback).syncUninterruptibly();

        send("too late", GROUP);
        assertNothingMore();
    }

    @Test
    void withoutAnInterfaceItIsTheOneOfTheOption() throws InterruptedException {
        receiver.joinGroup(GROUP).syncUninterruptibly();

        send("joined", GROUP);

        assertEquals("joined", inbox.text());
    }

    @Test
    void joinedTwiceAndLeftOnceItIsLeft() throws InterruptedException {
        receiver.joinGroup(GROUP, loopback, null).syncUninterruptibly();
        receiver.joinGroup(GROUP, loopback, null).syncUninterruptibly();
        receiver.leaveGroup(GROUP, loopback, null).syncUninterruptibly();

        send("too late", GROUP);

        assertNothingMore();
    }

    @Test
    void groupsAreLeftOneByOne() throws InterruptedException {
        receiver.joinGroup(GROUP, loopback, null).syncUninterruptibly();
        receiver.joinGroup(OTHER_GROUP, loopback, null).syncUninterruptibly();
        receiver.leaveGroup(GROUP, loopback, null).syncUninterruptibly();

        send("too late", GROUP);
        send("still there", OTHER_GROUP);

        assertEquals("still there", inbox.text());
    }

    @Test
    void joinedForOneSourceOthersAreNotHeard() throws InterruptedException {
        receiver.joinGroup(GROUP, loopback, STRANGER).syncUninterruptibly();
        send("from nobody asked", GROUP);
        receiver.joinGroup(GROUP, loopback, SENDER).syncUninterruptibly();
        send("asked for", GROUP);
        assertEquals("asked for", inbox.text());

        receiver.leaveGroup(GROUP, loopback, SENDER).syncUninterruptibly();

        send("too late", GROUP);
        assertNothingMore();
    }

    @Test
    void aBlockedSourceIsNotHeardAndOthersAre() throws InterruptedException {
        receiver.joinGroup(GROUP, loopback, null).syncUninterruptibly();
        receiver.block(GROUP, loopback, STRANGER).syncUninterruptibly();
        send("not the blocked one", GROUP);
        assertEquals("not the blocked one", inbox.text());

        receiver.block(GROUP, loopback, SENDER).syncUninterruptibly();

        send("blocked", GROUP);
        assertNothingMore();
    }

    @Test
    void whatIsNotJoinedIsLeftWithoutHarm() {
        assertTrue(receiver.leaveGroup(GROUP, loopback, null).isSuccess());
        assertTrue(receiver.block(GROUP, loopback, SENDER).isSuccess());
    }

    @Test
    void whatCannotBeJoinedFailsItsPromise() {
        ChannelFuture joined = receiver.joinGroup(SENDER, loopback, null).awaitUninterruptibly();

        assertFalse(joined.isSuccess());
        assertTrue(
                joined.cause() instanceof IllegalArgumentException,
                joined.cause().toString());
        assertThrows(NullPointerException.class, () -> receiver.joinGroup((InetAddress) null, loopback, SENDER));
        assertThrows(NullPointerException.class, () -> receiver.leaveGroup((InetAddress) null, loopback, SENDER));
        assertThrows(NullPointerException.class, () -> receiver.block(GROUP, null, SENDER));
        assertThrows(NullPointerException.class, () -> receiver.joinGroup(GROUP, null, SENDER));
    }

    DatagramChannel receiver() {
        return receiver;
    }

    NetworkInterface loopback() {
        return loopback;
    }

    void send(String text, InetAddress to) {
        InetSocketAddress recipient =
                new InetSocketAddress(to, receiver.localAddress().getPort());
        sender.writeAndFlush(new DatagramPacket(Unpooled.copiedBuffer(text, US_ASCII), recipient))
                .syncUninterruptibly();
    }

    DatagramChannel sender() {
        return sender;
    }

    /** What was sent before is there before what is sent now. */
    void assertNothingMore() throws InterruptedException {
        send("the end", SENDER);
        assertEquals("the end", inbox.text());
    }

    static InetAddress address(String literal) {
        try {
            return InetAddress.getByName(literal);
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }
}
