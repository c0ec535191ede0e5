package io.github.qosflow.examples.voip;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What no phone sends. Each time the server goes on answering, and nothing is left of it. */
@ExtendWith(Leaks.Watch.class)
class BadInputTest {
    private TestServer server;

    @BeforeEach
    void start() throws Exception {
        server = TestServer.start();
    }

    @AfterEach
    void theServerAnswersAndNothingIsLeft() throws IOException {
        try (Stream stream = new Stream(server.tcp())) {
            stream.send(options("after", "Content-Length: 0"));
            assertTrue(stream.read().startsWith("SIP/2.0 200"));
        }
        server.requireNothingLeft();
        server.close();
    }

    @Test
    void severalMessagesInOneSegmentAndOneMessageInManyAreTheSame() throws Exception {
        try (Stream stream = new Stream(server.tcp())) {
            stream.send("\r\n" + options("one", "Content-Length: 0") + options("two", "l: 3") + "abc"
                    + options("three", "Content-Length: 0"));
            for (char letter : options("four", "Content-Length: 0").toCharArray()) {
                stream.send(Character.toString(letter));
            }
            await().until(() -> stream.readAll().split("SIP/2.0 200", -1).length - 1 == 4);
        }
    }

    @Test
    void aKeepAliveIsAnswered() throws IOException {
        try (Stream stream = new Stream(server.tcp())) {
            stream.send("\r\n\r\n");
            assertEquals("\r\n", stream.read());
        }
    }

    @ParameterizedTest
    @CsvSource({
        "Content-Length: 100000, 413",
        "Content-Length: -5, 400",
        "Content-Length: many, 400",
        "Content-Length: 99999999999999999999, 400",
        "X-None: at all, 400",
    })
    void aLengthThatIsALieCostsTheConnection(String length, String status) throws IOException {
        try (Stream stream = new Stream(server.tcp())) {
            stream.send(options("lie", length));
            assertTrue(stream.read().startsWith("SIP/2.0 " + status));
            assertTrue(stream.closedByServer());
        }
    }

    @Test
    void headersWithoutEndCostTheConnection() throws IOException {
        try (Stream stream = new Stream(server.tcp())) {
            stream.sendWhateverHappens("OPTIONS sip:a@b SIP/2.0\r\nX: " + "x".repeat(200_000));
            assertTrue(stream.closedByServer());
        }
    }

    @Test
    void aMessageThatComesDropByDropCostsTheConnection() throws Exception {
        try (Stream stream = new Stream(server.tcp())) {
            stream.send("OPTIONS sip:a@b SIP/2.0\r\n");
            assertTrue(stream.closedByServer());
        }
    }

    @Test
    void aConnectionThatNeverSaysAnythingIsClosed() throws IOException {
        try (Stream stream = new Stream(server.tcp())) {
            assertTrue(stream.closedByServer());
        }
    }

    @Test
    void whatIsNoTlsCostsTheConnection() throws IOException {
        try (Stream stream = new Stream(server.tls())) {
            stream.send(options("plain", "Content-Length: 0"));
            assertTrue(stream.closedByServer());
        }
    }

    @Test
    void aHandshakeThatStopsHalfWayIsNotWaitedFor() throws IOException {
        try (Stream stream = new Stream(server.tls())) {
            stream.sendBytes(new byte[] {22, 3, 1, 2, 0, 1, 0, 1, (byte) 0xfc, 3, 3}); // the beginning of a ClientHello
            assertTrue(stream.closedByServer());
        }
    }

    @Test
    void moreConnectionsThanThereMayBeAreRefusedUntilOthersEnd() throws IOException {
        List<Stream> streams = new ArrayList<>();
        try {
            for (int i = 0; i < 60; i++) {
                streams.add(new Stream(server.tcp()));
            }
            assertTrue(streams.get(59).closedByServer());
        } finally {
            for (Stream stream : streams) {
                stream.close();
            }
        }
        await().until(() -> server.server().view().connections().stream()
                .noneMatch(flow -> flow.name().startsWith("connection")));
    }

    @Test
    void noiseIsDropped() throws IOException {
        Random random = new Random(1);
        try (DatagramSocket socket = new DatagramSocket();
                Stream stream = new Stream(server.tcp())) {
            for (int i = 0; i < 2000; i++) {
                byte[] noise = new byte[random.nextInt(1400)];
                random.nextBytes(noise);
                socket.send(new DatagramPacket(noise, noise.length, server.udp()));
            }
            byte[] noise = new byte[70_000];
            random.nextBytes(noise);
            stream.sendBytesWhateverHappens(noise);
            assertTrue(stream.closedByServer());
        }
    }

    @Test
    void aFloodOfUnknownMethodsIsAnsweredOrDroppedAndForgotten() throws IOException {
        try (DatagramSocket socket = new DatagramSocket()) {
            for (int i = 0; i < 50_000; i++) {
                byte[] message = request("FLOOD" + i, "sip:nobody@127.0.0.1", "flood" + i, "Content-Length: 0")
                        .getBytes(UTF_8);
                socket.send(new DatagramPacket(
                        message,
                        message.length,
                        InetAddress.getByName("127.0.0.1"),
                        server.udp().getPort()));
            }
        }
    }

    private static String options(String id, String length) {
        return request("OPTIONS", "sip:127.0.0.1", id, length);
    }

    private static String request(String method, String uri, String id, String length) {
        return method + " " + uri + " SIP/2.0\r\nVia: SIP/2.0/TCP 127.0.0.1:1;branch=z9hG4bK" + id
                + "\r\nFrom: <sip:a@b>;tag=1\r\nTo: <sip:c@d>\r\nCall-ID: " + id + "\r\nCSeq: 1 " + method + "\r\n"
                + length + "\r\n\r\n";
    }

    /** A connection to the server. */
    private static final class Stream implements AutoCloseable {
        private final Socket socket = new Socket();
        private final StringBuilder read = new StringBuilder();

        Stream(InetSocketAddress server) throws IOException {
            socket.connect(server);
            socket.setTcpNoDelay(true);
            socket.setSoTimeout((int) Duration.ofSeconds(15).toMillis());
        }

        void send(String text) throws IOException {
            sendBytes(text.getBytes(UTF_8));
        }

        void sendBytes(byte[] bytes) throws IOException {
            socket.getOutputStream().write(bytes);
        }

        void sendWhateverHappens(String text) {
            sendBytesWhateverHappens(text.getBytes(UTF_8));
        }

        void sendBytesWhateverHappens(byte[] bytes) {
            try {
                sendBytes(bytes);
            } catch (IOException e) {
                // closed by the server meanwhile, which is what is expected
            }
        }

        String read() throws IOException {
            byte[] bytes = new byte[65_535];
            int count = socket.getInputStream().read(bytes);
            return count < 0 ? "" : new String(bytes, 0, count, UTF_8);
        }

        String readAll() throws IOException {
            socket.setSoTimeout(50);
            try {
                read.append(read());
            } catch (SocketTimeoutException e) {
                // later
            }
            return read.toString();
        }

        boolean closedByServer() throws IOException {
            try {
                while (socket.getInputStream().read() >= 0) {
                    // what came before
                }
                return true;
            } catch (SocketTimeoutException e) {
                return false;
            } catch (SocketException e) {
                return true; // reset: the server had not read all
            }
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
