package io.github.qosflow.examples.voip.proxy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.qosflow.examples.voip.location.InMemoryLocationStore;
import io.github.qosflow.examples.voip.location.LocationStore;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Clock;
import org.junit.jupiter.api.Test;

/** Two servers with one location store: a phone behind NAT can be reached by the connection it opened, and by no other. */
class AcrossServersTest {
    private final LocationStore store = new InMemoryLocationStore(Clock.systemUTC(), 100);

    @Test
    void aCallFindsThePhoneByTheConnectionThatTheOtherServerHas() throws IOException {
        try (Core first = new Core(store);
                Core second = new Core(store);
                Party alice = second.party("alice");
                Socket bob = new Socket(InetAddress.getLoopbackAddress(), first.tcpPort())) {
            register(bob);

            alice.send("MESSAGE", "bob", "across");
            String message = read(bob);
            assertTrue(message.startsWith("MESSAGE sip:bob@192.0.2.99:5060"), message);
            answer(bob, message);
            alice.expect("SIP/2.0 200");
        }
    }

    @Test
    void aCallFailsSoonIfThatServerIsGone() throws IOException {
        try (Core second = new Core(store);
                Party alice = second.party("alice")) {
            try (Core first = new Core(store);
                    Socket bob = new Socket(InetAddress.getLoopbackAddress(), first.tcpPort())) {
                register(bob);
            }
            alice.send("MESSAGE", "bob", "gone");
            alice.expect("SIP/2.0 500");
        }
    }

    /** The contact is an address that nobody can reach from here, as behind NAT; the port 9 of loopback refuses at once. */
    private static void register(Socket phone) throws IOException {
        write(
                phone,
                Party.request(
                        "REGISTER",
                        "sip:127.0.0.1",
                        "SIP/2.0/TCP 192.0.2.99:5060;branch=z9hG4bKreg",
                        "<sip:bob@127.0.0.1>;tag=1",
                        "<sip:bob@127.0.0.1>",
                        "register",
                        "Contact: <sip:bob@192.0.2.99:5060;transport=unknown>"));
        String answer = read(phone);
        assertTrue(answer.startsWith("SIP/2.0 200"), answer);
    }

    private static void answer(Socket phone, String request) throws IOException {
        StringBuilder answer = new StringBuilder("SIP/2.0 200 OK");
        request.lines()
                .filter(line -> line.matches("(?i)(via|from|to|call-id|cseq):.*"))
                .forEach(line -> answer.append("\r\n").append(line));
        write(phone, answer.toString());
    }

    private static void write(Socket phone, String text) throws IOException {
        phone.getOutputStream().write((text + "\r\nContent-Length: 0\r\n\r\n").getBytes(UTF_8));
    }

    private static String read(Socket phone) throws IOException {
        phone.setSoTimeout(3000);
        byte[] bytes = new byte[65_535];
        int count = phone.getInputStream().read(bytes);
        return new String(bytes, 0, Math.max(0, count), UTF_8);
    }
}
