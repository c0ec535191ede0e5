package io.github.qosflow.examples.voip.sip;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.qosflow.examples.voip.Leaks;
import io.github.qosflow.examples.voip.flows.FlowHandlers;
import io.github.qosflow.examples.voip.sip.Peer.Tls;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.io.InputStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What strangers send: afterwards a normal request still gets through, and no buffer is lost. */
class BadInputTest {
    private static final Duration SHORT = Duration.ofMillis(300);
    private static final Limits LIMITS = new Limits(1 << 16, SHORT, SHORT, Duration.ofSeconds(4), 3, 1 << 20);
    private static final int TIMEOUT = 10_000;

    private static Tls tls;

    private final InetAddress loopback = InetAddress.getLoopbackAddress();
    private final EventLoopGroup group = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final EventLoop loop = group.next();
    private final List<Peer> peers = new ArrayList<>();
    private Leaks leaks;

    @BeforeAll
    static void certify() throws Exception {
        tls = Tls.create();
    }

    @BeforeEach
    void watch() {
        leaks = new Leaks();
    }

    @AfterEach
    void nothingIsLeftBehind() throws Exception {
        peers.forEach(Peer::close);
        try (Leaks open = leaks) {
            group.shutdownGracefully(0, 5, TimeUnit.SECONDS).sync();
            open.assertNone();
        }
    }

    private Peer server(Transport transport) {
        Peer peer = new Peer(loop, transport, loopback, tls, FlowHandlers.off(), LIMITS);
        peers.add(peer);
        return peer;
    }

    private Socket connection(Peer server) throws IOException {
        Socket socket = new Socket(loopback, server.address().getPort());
        socket.setSoTimeout(TIMEOUT);
        return socket;
    }

    private void assertServes(Transport transport, Peer server) throws Exception {
        await().until(() ->
                loop.submit(() -> server.transports().channels().size()).get() <= 1);
        try (Peer client = new Peer(loop, transport, loopback, tls, FlowHandlers.off(), Limits.standard())) {
            byte[] options = Peer.options(transport, client.address(), "normal", 0);
            client.send(options, new Hop(transport, server.address(), null)).sync();
            assertEquals("normal", client.next().message().getCallId().getCallId());
        }
    }

    @Test
    void noiseInDatagramsIsDropped() throws Exception {
        Peer server = server(Transport.UDP);
        Random random = new Random(1);
        try (DatagramSocket socket = new DatagramSocket(0, loopback)) {
            for (int i = 0; i < 200; i++) {
                byte[] noise = new byte[random.nextInt(2000)];
                random.nextBytes(noise);
                socket.send(new DatagramPacket(noise, noise.length, server.address()));
            }
        }
        assertServes(Transport.UDP, server);
    }

    @ParameterizedTest
    @EnumSource(names = {"TCP", "TLS"})
    void noiseOnAConnectionEndsIt(Transport transport) throws Exception {
        Peer server = server(transport);
        byte[] noise = new byte[10_000];
        new Random(2).nextBytes(noise);
        try (Socket socket = connection(server)) {
            socket.getOutputStream().write(noise);
            assertCloses(socket);
        }
        assertServes(transport, server);
    }

    private static void assertCloses(Socket socket) throws IOException {
        try {
            socket.getInputStream().readAllBytes();
        } catch (IOException reset) {
            assertFalse(reset instanceof java.net.SocketTimeoutException, "still open");
        }
    }

    @Test
    void aBrokenDatagramIsAnsweredThroughThePortItNames() throws Exception {
        Peer server = server(Transport.UDP);
        try (DatagramSocket socket = new DatagramSocket(0, loopback)) {
            socket.setSoTimeout(TIMEOUT);
            InetSocketAddress here = new InetSocketAddress(loopback, socket.getLocalPort());
            byte[] lie = text(Peer.options(Transport.UDP, here, "lie", 10))
                    .replace("Content-Length: 10", "Content-Length: 11")
                    .getBytes(UTF_8);
            socket.send(new DatagramPacket(lie, lie.length, server.address()));

            DatagramPacket answer = new DatagramPacket(new byte[2000], 2000);
            socket.receive(answer);
            String text = new String(answer.getData(), 0, answer.getLength(), UTF_8);
            assertTrue(text.startsWith("SIP/2.0 400 "), text);
            assertTrue(text.contains("\r\nCall-ID: lie\r\n"), text);
            assertTrue(text.contains("\r\nTo: <sip:bob@example.com>;tag="), text);
        }
        assertServes(Transport.UDP, server);
    }

    @Test
    void keepAlivesInDatagramsAreIgnored() throws Exception {
        Peer server = server(Transport.UDP);
        try (DatagramSocket socket = new DatagramSocket(0, loopback)) {
            for (String alive : List.of("", "\r\n", "\r\n\r\n", "\0\0\0\0")) {
                socket.send(new DatagramPacket(alive.getBytes(UTF_8), alive.length(), server.address()));
            }
        }
        assertServes(Transport.UDP, server);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Content-Length: five", "Content-Length: -1", "Content-Length: 0\r\nl: 0", "X-Length: 0"})
    void withoutAReadableLengthAConnectionIsRefusedAndClosed(String length) throws Exception {
        Peer server = server(Transport.TCP);
        try (Socket socket = connection(server)) {
            String options = text(Peer.options(Transport.TCP, server.address(), "lie", 0));
            socket.getOutputStream()
                    .write(options.replace("Content-Length: 0", length).getBytes(UTF_8));

            String answer = new String(socket.getInputStream().readAllBytes(), UTF_8);
            assertTrue(answer.startsWith("SIP/2.0 400 "), answer);
        }
        assertServes(Transport.TCP, server);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Content-Length: 999999999", "Content-Length: 65536"})
    void aMessageThatIsTooLargeIsRefusedAndTheConnectionClosed(String length) throws Exception {
        Peer server = server(Transport.TCP);
        try (Socket socket = connection(server)) {
            String options = text(Peer.options(Transport.TCP, server.address(), "large", 0));
            socket.getOutputStream()
                    .write(options.replace("Content-Length: 0", length).getBytes(UTF_8));

            String answer = new String(socket.getInputStream().readAllBytes(), UTF_8);
            assertTrue(answer.startsWith("SIP/2.0 413 "), answer);
        }
        assertServes(Transport.TCP, server);
    }

    @Test
    void aHeadWithoutEndIsRefusedAndTheConnectionClosed() throws Exception {
        Peer server = server(Transport.TCP);
        try (Socket socket = connection(server)) {
            String options = text(Peer.options(Transport.TCP, server.address(), "endless", 0))
                    .stripTrailing();
            socket.getOutputStream().write((options + "\r\nX: " + "x".repeat(70_000)).getBytes(UTF_8));

            String answer = new String(socket.getInputStream().readAllBytes(), UTF_8);
            assertTrue(answer.startsWith("SIP/2.0 413 "), answer);
        }
        assertServes(Transport.TCP, server);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 100})
    void whatComesTooSlowlyIsClosed(int octets) throws Exception {
        Peer server = server(Transport.TCP);
        try (Socket socket = connection(server)) {
            socket.getOutputStream().write(Peer.options(Transport.TCP, server.address(), "slow", 0), 0, octets);

            assertEquals(-1, socket.getInputStream().read());
        }
        assertServes(Transport.TCP, server);
    }

    @Test
    void aHandshakeThatDoesNotGoOnIsClosed() throws Exception {
        Peer server = server(Transport.TLS);
        try (Socket socket = connection(server)) {
            socket.getOutputStream().write(new byte[] {22, 3, 1, 0, (byte) 200}); // a ClientHello begins

            assertCloses(socket);
        }
        assertServes(Transport.TLS, server);
    }

    @Test
    void aConnectionThatHasSpokenMayBeSilent() throws Exception {
        Peer server = server(Transport.TCP);
        try (Socket socket = connection(server)) {
            byte[] options = Peer.options(Transport.TCP, server.address(), "first", 0);
            socket.getOutputStream().write(options);
            server.next();
            Thread.sleep(3 * SHORT.toMillis());
            socket.getOutputStream()
                    .write(text(options)
                            .replace("Call-ID: first", "Call-ID: second")
                            .getBytes(UTF_8));

            assertEquals("second", server.next().message().getCallId().getCallId());
        }
    }

    @Test
    void messagesAreCutByLengthHoweverTheyArrive() throws Exception {
        Peer server = server(Transport.TCP);
        String two = text(Peer.options(Transport.TCP, server.address(), "a", 5))
                + "\r\n"
                + text(Peer.options(Transport.TCP, server.address(), "b", 0)).replace("Content-Length", "l");
        try (Socket socket = connection(server)) {
            socket.setTcpNoDelay(true);
            for (byte octet : two.getBytes(UTF_8)) {
                socket.getOutputStream().write(octet);
            }
            assertEquals("xxxxx", text(server.next().message().getRawContent()));
            assertEquals("b", server.next().message().getCallId().getCallId());
        }
    }

    @Test
    void aPingIsAnswered() throws Exception {
        Peer server = server(Transport.TCP);
        try (Socket socket = connection(server)) {
            InputStream in = socket.getInputStream();
            socket.getOutputStream().write("\r\n\r\n".getBytes(UTF_8));
            assertEquals("\r\n", text(in.readNBytes(2)));
            socket.getOutputStream().write("\r\n".getBytes(UTF_8));
            socket.getOutputStream().write("\r\n".getBytes(UTF_8));
            assertEquals("\r\n", text(in.readNBytes(2)));
        }
    }

    @Test
    void moreConnectionsThanAllowedAreClosed() throws Exception {
        Peer server = server(Transport.TCP);
        try (Socket first = connection(server);
                Socket second = connection(server);
                Socket third = connection(server);
                Socket fourth = connection(server)) {
            assertCloses(fourth);
            byte[] options = Peer.options(Transport.TCP, server.address(), "there", 0);
            third.getOutputStream().write(options);
            assertEquals("there", server.next().message().getCallId().getCallId());
            assertTrue(first.isConnected() && second.isConnected());
        }
        assertServes(Transport.TCP, server);
    }

    @Test
    void whoSpeaksNoTlsIsSentNothing() throws Exception {
        Peer server = server(Transport.TLS);
        try (ServerSocket other = new ServerSocket(0, 1, loopback)) {
            Hop hop = new Hop(Transport.TLS, new InetSocketAddress(loopback, other.getLocalPort()), null);
            Future<Void> sent = server.send(Peer.options(Transport.TLS, server.address(), "plain", 0), hop);
            try (Socket socket = other.accept()) {
                socket.getOutputStream().write("SIP/2.0 200 OK\r\n\r\n".getBytes(UTF_8));

                assertTrue(sent.await(TIMEOUT, TimeUnit.MILLISECONDS));
                assertInstanceOf(SSLException.class, sent.cause());
            }
        }
        assertServes(Transport.TLS, server);
    }

    @Test
    void whoDoesNotReadIsGivenUp() throws Exception {
        Peer server = server(Transport.TCP);
        try (Socket deaf = new Socket()) {
            deaf.setReceiveBufferSize(4096);
            deaf.connect(server.address());
            deaf.getOutputStream().write(Peer.options(Transport.TCP, server.address(), "deaf", 0));
            Hop hop = server.next().from();
            byte[] message = Peer.options(Transport.TCP, server.address(), "more", 60_000);

            await().pollInterval(Duration.ofMillis(2)).until(() -> {
                Future<Void> sent = server.send(message, hop);
                loop.submit(() -> {}).sync();
                return sent.isDone() && !sent.isSuccess();
            });

            assertFalse(hop.channel().isActive());
        }
        assertServes(Transport.TCP, server);
    }

    private static String text(byte[] bytes) {
        return new String(bytes, UTF_8);
    }
}
