package io.github.qosflow.examples.voip.sip;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gov.nist.javax.sip.header.Via;
import gov.nist.javax.sip.message.SIPResponse;
import io.github.qosflow.examples.voip.Leaks;
import io.github.qosflow.examples.voip.flows.FlowHandlers;
import io.github.qosflow.examples.voip.sip.Peer.Received;
import io.github.qosflow.examples.voip.sip.Peer.Tls;
import io.github.qosflow.testing.InMemoryQos;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.Future;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.CsvSource;

/** Over each transport and both IP families. */
@ParameterizedClass
@CsvSource({"UDP,127.0.0.1", "UDP,::1", "TCP,127.0.0.1", "TCP,::1", "TLS,127.0.0.1", "TLS,::1"})
class SipTransportsTest {
    private static Tls tls;

    @Parameter(0)
    private Transport transport;

    @Parameter(1)
    private String address;

    private InetAddress loopback;

    private final InMemoryQos qos = new InMemoryQos();
    private final EventLoopGroup group = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final EventLoop loop = group.next();
    private Leaks leaks;
    private Peer alice;
    private Peer bob;

    @BeforeAll
    static void certify() throws Exception {
        tls = Tls.create();
    }

    @BeforeEach
    void open() throws UnknownHostException {
        loopback = InetAddress.getByName(address);
        leaks = new Leaks();
        FlowHandlers flows = FlowHandlers.of(qos, (channel, event) -> {});
        alice = new Peer(loop, transport, loopback, tls, flows, Limits.standard());
        bob = new Peer(loop, transport, loopback, tls, flows, Limits.standard());
    }

    @AfterEach
    void nothingIsLeftBehind() throws Exception {
        alice.close();
        bob.close();
        try (Leaks open = leaks) {
            await().untilAsserted(() -> assertEquals(0, qos.flowCount()));
            group.shutdownGracefully(0, 5, TimeUnit.SECONDS).sync();
            open.assertNone();
        }
    }

    private Hop toBob() {
        return new Hop(transport, bob.address(), null);
    }

    private Future<Void> send(String callId, int body) {
        return alice.send(Peer.options(transport, alice.address(), callId, body), toBob());
    }

    @Test
    void aRequestArrivesAndItsAnswerComesBack() throws Exception {
        send("one", 0).sync();

        assertEquals("one", bob.next().message().getCallId().getCallId());
        SIPResponse answer = assertInstanceOf(SIPResponse.class, alice.next().message());
        assertEquals(200, answer.getStatusCode());
        assertEquals("one", answer.getCallId().getCallId());
        assertFalse(answer.getToTag().isEmpty());
    }

    @Test
    void largeMessagesArriveWhole() throws Exception {
        send("large", 60_000).sync();

        assertEquals(60_000, bob.next().message().getRawContent().length);
    }

    @Test
    void theWayBackIsInViaWhereItDiffersOrWasAskedFor() throws Exception {
        String request = new String(Peer.options(transport, alice.address(), "via", 0), UTF_8);
        alice.send(request.getBytes(UTF_8), toBob()).sync();
        String named = request.replaceFirst("(SIP/2.0/\\S+) [^;]+", "$1 client.invalid;rport;received=192.0.2.9");
        alice.send(named.getBytes(UTF_8), toBob()).sync();

        assertNull(via(bob.next()).getReceived());
        Received received = bob.next();
        assertEquals(loopback, InetAddress.getByName(via(received).getReceived()));
        assertEquals(received.from().address().getPort(), via(received).getRPort());
    }

    private static Via via(Received received) {
        return received.message().getTopmostVia();
    }

    @Test
    void messagesThatWaitForAConnectionArriveInOrder() throws Exception {
        IntStream.range(0, 20).forEach(i -> send("n" + i, 0));

        List<String> arrived = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            arrived.add(bob.next().message().getCallId().getCallId());
        }
        assertEquals(IntStream.range(0, 20).mapToObj(i -> "n" + i).toList(), arrived);
    }

    @Test
    void aConnectionServesBothDirections() throws Exception {
        send("first", 0).sync();
        Hop back = bob.next().from();
        alice.next();

        byte[] request = Peer.options(transport, bob.address(), "second", 0);
        bob.send(request, new Hop(transport, back.address(), null)).sync();

        assertEquals("second", alice.next().message().getCallId().getCallId());
        int sockets = transport.reliable() ? 0 : 1;
        int connections = transport.reliable() ? 1 : 0;
        assertEquals(sockets + connections, channels(alice).size());
        assertEquals(sockets + connections, channels(bob).size());
    }

    private List<Channel> channels(Peer peer) throws Exception {
        return loop.submit(peer.transports()::channels).get();
    }

    @Test
    void aConnectionThatIsGoneIsReplaced() throws Exception {
        send("first", 0).sync();
        Hop old = bob.next().from();
        alice.next();
        if (transport.reliable()) {
            old.channel().close().sync();
            await().until(() -> channels(alice).isEmpty());
        }

        alice.send(
                        Peer.options(transport, alice.address(), "again", 0),
                        new Hop(transport, bob.address(), old.channel()))
                .sync();

        assertEquals("again", bob.next().message().getCallId().getCallId());
    }

    @Test
    void whatCannotBeSentFails() throws Exception {
        if (transport == Transport.UDP) {
            assertTrue(failure(send("large", 65_507)).getMessage().contains("too many for a datagram"));
            InetAddress other = InetAddress.getByName(loopback.getHostAddress().contains(":") ? "127.0.0.1" : "::1");
            Hop unreachable = new Hop(transport, new InetSocketAddress(other, 9), null);
            assertTrue(
                    failure(alice.send(new byte[1], unreachable)).getMessage().contains("no UDP socket of the family"));
        } else {
            int free;
            try (ServerSocket socket = new ServerSocket(0, 1, loopback)) {
                free = socket.getLocalPort();
            }
            Hop nobody = new Hop(transport, new InetSocketAddress(loopback, free), null);
            assertNotNull(failure(alice.send(new byte[1], nobody)));
            assertTrue(channels(alice).isEmpty());
        }
    }

    private static Throwable failure(Future<Void> sent) throws InterruptedException {
        assertTrue(sent.await(10, TimeUnit.SECONDS));
        assertFalse(sent.isSuccess());
        return sent.cause();
    }

    @Test
    void viaNamesTheListener() throws Exception {
        assertEquals(alice.address(), alice.transports().local(toBob()));

        InetAddress any = InetAddress.getByName(loopback.getHostAddress().contains(":") ? "::" : "0.0.0.0");
        try (Peer everywhere = new Peer(loop, transport, any, tls, FlowHandlers.off(), Limits.standard())) {
            InetSocketAddress local = everywhere.transports().local(toBob());
            assertEquals(new InetSocketAddress(loopback, everywhere.address().getPort()), local);
        }
    }

    @Test
    void viaNamesTheListenerThatThePeerSees() throws Exception {
        InetAddress seen = InetAddress.getByName("127.0.0.1");
        InetAddress other = InetAddress.getByName("127.0.0.2");
        try (Peer everywhere = new Peer(loop, transport, other, tls, FlowHandlers.off(), Limits.standard())) {
            ChannelFuture bound = everywhere
                    .transports()
                    .listen(transport, new InetSocketAddress(seen, 0))
                    .sync();

            Hop peer = new Hop(transport, new InetSocketAddress(seen, 5060), null);
            assertEquals(bound.channel().localAddress(), everywhere.transports().local(peer));
        }
    }

    @Test
    void everyChannelIsInAFlow() throws Exception {
        send("one", 0).sync();
        alice.next();

        assertTrue(qos.flowCount() >= 2, () -> qos.calls().toString());
    }

    @Test
    void aPortInUseIsSaid() {
        InetSocketAddress taken = alice.address();

        assertThrows(
                Exception.class, () -> bob.transports().listen(transport, taken).sync());
    }
}
