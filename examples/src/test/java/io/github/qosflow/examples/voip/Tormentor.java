package io.github.qosflow.examples.voip;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import java.io.IOException;
import java.io.InputStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/** Sends a server what it may not like, and hears what it says. */
final class Tormentor implements AutoCloseable {
    private static final AtomicInteger COUNT = new AtomicInteger();

    /**
     * Answers go to the address a request came from and, if it does not ask for rport, to the port in its Via, 5060 as a rule. Each
     * tormentor has an address of its own, for what is answered to the others is repeated.
     */
    private final String address = "127.0.7." + (1 + COUNT.getAndIncrement() % 250);

    private final int server;
    private final DatagramSocket socket;

    Tormentor(InetSocketAddress server, int port) throws IOException {
        this.server = server.getPort();
        this.socket = new DatagramSocket(new InetSocketAddress(address, port));
    }

    boolean answersOptions() throws IOException {
        String id = "alive-" + System.nanoTime();
        for (int attempt = 0; attempt < 5; attempt++) {
            send(("OPTIONS sip:127.0.0.1 SIP/2.0\r\nVia: SIP/2.0/UDP " + address + ";rport;branch=z9hG4bK" + id
                            + "\r\nFrom: <sip:a@b>;tag=1\r\nTo: <sip:c@d>\r\nCall-ID: " + id
                            + "\r\nCSeq: 1 OPTIONS\r\nContent-Length: 0\r\n\r\n")
                    .getBytes(UTF_8));
            String answer = receive(1000);
            while (!answer.isEmpty() && !answer.contains(id)) {
                answer = receive(1000);
            }
            if (answer.startsWith("SIP/2.0 200")) {
                return true;
            }
        }
        return false;
    }

    /** Of the first final answer, 0 if none comes. */
    int status(int milliseconds) throws IOException {
        String answer = receive(milliseconds);
        while (answer.startsWith("SIP/2.0 1")) {
            answer = receive(milliseconds);
        }
        return answer.isEmpty() ? 0 : Integer.parseInt(answer.substring(8, 11));
    }

    private String receive(int milliseconds) throws IOException {
        DatagramPacket packet = new DatagramPacket(new byte[65_535], 65_535);
        socket.setSoTimeout(milliseconds);
        try {
            socket.receive(packet);
            return new String(packet.getData(), 0, packet.getLength(), UTF_8);
        } catch (SocketTimeoutException e) {
            return "";
        }
    }

    void send(byte[] bytes) throws IOException {
        socket.send(new DatagramPacket(bytes, bytes.length, InetAddress.getByName("127.0.0.1"), server));
    }

    static byte[] message(String file) throws IOException {
        try (InputStream bytes = Tormentor.class.getResourceAsStream("sip/torture/" + file + ".dat")) {
            assertNotNull(bytes, file);
            return bytes.readAllBytes();
        }
    }

    @Override
    public void close() {
        socket.close();
    }
}
