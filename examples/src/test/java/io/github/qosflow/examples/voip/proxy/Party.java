package io.github.qosflow.examples.voip.proxy;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** Somebody who talks SIP over UDP, message by message, as text: nothing is repeated or absorbed by itself. */
public final class Party implements AutoCloseable {
    private static int branches;

    private final String name;
    private final InetSocketAddress server;
    private final DatagramSocket socket;
    /** Who sent the last message: an answer goes there. */
    private InetSocketAddress last;

    public Party(String name, InetSocketAddress server) {
        this.name = name;
        this.server = server;
        this.last = server;
        try {
            this.socket = new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            socket.setSoTimeout(3000);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public String address() {
        return "127.0.0.1:" + socket.getLocalPort();
    }

    public String contact() {
        return "sip:" + name + "@" + address();
    }

    /** A request of this party's; headers that are given replace the usual ones, the body follows an empty line. */
    static String request(
            String method, String uri, String via, String from, String to, String callId, String... more) {
        return lines(
                method + " " + uri + " SIP/2.0",
                "Via: " + via,
                "From: " + from,
                "To: " + to,
                "Call-ID: " + callId,
                more.length > 0 && more[0].startsWith("CSeq:") ? more[0] : "CSeq: 1 " + method,
                Arrays.stream(more).filter(line -> !line.startsWith("CSeq:")).collect(Collectors.joining("\r\n")));
    }

    private static String lines(String... lines) {
        return Arrays.stream(lines).filter(line -> !line.isEmpty()).collect(Collectors.joining("\r\n"));
    }

    /** A new branch with each call. */
    public String via() {
        return "SIP/2.0/UDP " + address() + ";rport;branch=z9hG4bKtest" + ++branches;
    }

    public String send(String method, String user, String callId, String... more) {
        String text = request(
                method,
                "sip:" + user + "@127.0.0.1:" + server.getPort(),
                via(),
                "<sip:" + name + "@127.0.0.1>;tag=" + name,
                "<sip:" + user + "@127.0.0.1>",
                callId,
                more);
        send(text);
        return text;
    }

    public String invite(String user, String callId, String... more) {
        String[] all = Arrays.copyOf(more, more.length + 1);
        all[more.length] = "Contact: <" + contact() + ">";
        return send("INVITE", user, callId, all);
    }

    /** Text without its end: Content-Length and an empty line are added. */
    public void send(String text) {
        sendTo(server, text);
    }

    private void sendTo(InetSocketAddress to, String text) {
        byte[] bytes = (text + "\r\nContent-Length: 0\r\n\r\n").getBytes(StandardCharsets.UTF_8);
        try {
            socket.send(new DatagramPacket(bytes, bytes.length, to));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public void register() {
        register(name, contact());
    }

    public void register(String user, String contact, String... more) {
        String[] all = Arrays.copyOf(more, more.length + 1);
        all[more.length] = "Contact: <" + contact + ">";
        send("REGISTER", user, "reg-" + name + "-" + ++branches, all);
        expect("SIP/2.0 200");
    }

    /** Answers a request that came. */
    public void reply(String request, int status, String reason, String... more) {
        String headers = request.lines()
                .takeWhile(line -> !line.isEmpty())
                .filter(line -> line.matches("(?i)(via|from|call-id|cseq|record-route):.*"))
                .collect(Collectors.joining("\r\n"));
        String to = header(request, "To");
        String tagged = to.contains(";tag=") ? to : to + ";tag=" + name;
        sendTo(
                last,
                lines(
                        "SIP/2.0 " + status + " " + reason,
                        headers,
                        "To: " + tagged,
                        "Contact: <" + contact() + ">",
                        String.join("\r\n", more)));
    }

    /** The next request within the dialog that a 2xx answered, from the caller: Route from its Record-Route. */
    public String within(String method, String ok, int number) {
        String text = lines(
                method + " " + header(ok, "Contact").replaceAll("[<>]", "") + " SIP/2.0",
                "Via: " + via(),
                routes(ok, true),
                "From: " + header(ok, "From"),
                "To: " + header(ok, "To"),
                "Call-ID: " + header(ok, "Call-ID"),
                "CSeq: " + number + " " + method,
                "Contact: <" + contact() + ">");
        send(text);
        return text;
    }

    /** Ends a dialog that a 2xx began, with the other one's consent. */
    void hangUp(String ok, int number, Party other) {
        within("BYE", ok, number);
        other.reply(other.expect("BYE"), 200, "OK");
        expect("SIP/2.0 200");
    }

    /** The ACK of a failed INVITE, which has its branch; other requests get none. */
    void acknowledge(String failure) {
        if (header(failure, "CSeq").endsWith("INVITE")) {
            send(request(
                    "ACK",
                    "sip:x@127.0.0.1:" + server.getPort(),
                    header(failure, "Via"),
                    header(failure, "From"),
                    header(failure, "To"),
                    header(failure, "Call-ID")));
        }
    }

    /** As within, from the callee, who got this INVITE. */
    public String backwards(String method, String invite, int number) {
        String text = lines(
                method + " " + header(invite, "Contact").replaceAll("[<>]", "") + " SIP/2.0",
                "Via: " + via(),
                routes(invite, false),
                "From: " + header(invite, "To") + ";tag=" + name,
                "To: " + header(invite, "From"),
                "Call-ID: " + header(invite, "Call-ID"),
                "CSeq: " + number + " " + method);
        send(text);
        return text;
    }

    private static String routes(String message, boolean reversed) {
        List<String> routes = message.lines()
                .filter(line -> line.startsWith("Record-Route:"))
                .flatMap(line -> Arrays.stream(line.substring(13).split(",")))
                .map(String::trim)
                .collect(Collectors.toList());
        if (reversed) {
            java.util.Collections.reverse(routes);
        }
        return routes.stream().map(route -> "Route: " + route).collect(Collectors.joining("\r\n"));
    }

    /** The next message that begins so; others in between are dropped. */
    public String expect(String beginning) {
        long end = System.nanoTime() + 3_000_000_000L;
        StringBuilder others = new StringBuilder();
        while (System.nanoTime() < end) {
            String message = receive();
            if (message.startsWith(beginning)) {
                return message;
            }
            others.append(message.lines().findFirst().orElse("")).append('\n');
        }
        throw new AssertionError(name + " did not get " + beginning + " but " + others);
    }

    public void expectNothing() {
        try {
            socket.setSoTimeout(150);
            String message = receive();
            assertTrue(message.isEmpty(), () -> name + " got " + message);
            socket.setSoTimeout(3000);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String receive() {
        DatagramPacket packet = new DatagramPacket(new byte[65_535], 65_535);
        try {
            socket.receive(packet);
            last = (InetSocketAddress) packet.getSocketAddress();
            return new String(packet.getData(), 0, packet.getLength(), StandardCharsets.UTF_8);
        } catch (SocketTimeoutException e) {
            return "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static String header(String message, String header) {
        return message.lines()
                .filter(line -> line.regionMatches(true, 0, header + ":", 0, header.length() + 1))
                .map(line -> line.substring(header.length() + 1).trim())
                .findFirst()
                .orElse("");
    }

    @Override
    public void close() {
        socket.close();
    }
}
