package io.github.qosflow.testkit;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What really is on the loopback interface: runs tcpdump and reads its pcap stream.
 *
 * <pre>{@code
 * try (Capture capture = Capture.start("tcp port " + port)) {
 *     ... send ...
 *     capture.packets().stream().filter(Packet::hasPayload).forEach(packet -> assertEquals(46, packet.dscp()));
 * }
 * }</pre>
 *
 * <p>Needs the right to capture (root, or CAP_NET_RAW on tcpdump). Nothing is lost at either end: {@link #start} returns
 * when tcpdump listens, and {@link #packets} sends a datagram of its own and waits until it shows up, which it does
 * after everything that was sent before.
 */
public final class Capture implements AutoCloseable {
    private static final long DRAIN_SECONDS = 10;
    private static final long EXIT_SECONDS = 5;

    private final Process tcpdump;
    private final DatagramSocket probe;
    private final List<Packet> packets = new ArrayList<>();
    private int probesSeen;
    private int probesSent;
    private @Nullable IOException failure;

    private Capture(Process tcpdump, DatagramSocket probe) {
        this.tcpdump = tcpdump;
        this.probe = probe;
    }

    /**
     * Starts to capture on the loopback interface.
     *
     * @param filter what to capture, in tcpdump's words, for instance {@code tcp port 5060}
     * @return the capture, listening already
     * @throws IOException if tcpdump is absent or may not capture
     */
    public static Capture start(String filter) throws IOException {
        DatagramSocket probe = new DatagramSocket(0, InetAddress.getByName("127.0.0.1"));
        try {
            int port = probe.getLocalPort();
            String all = "(" + filter + ") or (ip and udp src port " + port + " and udp dst port " + port + ")";
            Process tcpdump = new ProcessBuilder(command(all)).start();
            Capture capture = new Capture(tcpdump, probe);
            capture.awaitListening();
            daemon("capture-packets", capture::readPackets).start();
            return capture;
        } catch (IOException e) {
            probe.close();
            throw e;
        }
    }

    /**
     * The packets of a capture made elsewhere, by tcpdump's {@code -w}; it may be going on still.
     *
     * @param pcap the file so far
     * @return its packets, in order
     * @throws IOException if it is no capture of Ethernet frames
     */
    public static List<Packet> read(InputStream pcap) throws IOException {
        List<Packet> packets = new ArrayList<>();
        PcapReader reader = new PcapReader(pcap);
        for (Optional<Packet> packet = reader.next(); packet != null; packet = reader.next()) {
            packet.ifPresent(packets::add);
        }
        return packets;
    }

    /**
     * All packets captured so far, in order. Waits for those that were sent before this call.
     *
     * @return the packets
     */
    public synchronized List<Packet> packets() {
        try {
            byte[] nothing = {};
            probe.send(new DatagramPacket(nothing, 0, probe.getLocalAddress(), probe.getLocalPort()));
            probesSent++;
            awaitProbe();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while packets were read", e);
        }
        return List.copyOf(packets);
    }

    /**
     * The packets that carry data, which is what a mark is for: no handshake, no bare acknowledgement.
     *
     * @return the packets with payload, in order
     */
    public List<Packet> payloadPackets() {
        return packets().stream().filter(Packet::hasPayload).toList();
    }

    /** Ends tcpdump. */
    @Override
    public void close() {
        tcpdump.destroy();
        probe.close();
        try {
            if (!tcpdump.waitFor(EXIT_SECONDS, TimeUnit.SECONDS)) {
                tcpdump.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** In immediate mode every packet takes a slot of the whole snapshot length: short snapshots, or a burst overflows. */
    private static List<String> command(String filter) {
        String kilobytes = "16384";
        return List.of(
                "tcpdump", "-n", "-i", "lo", "-s", "128", "-B", kilobytes, "-U", "--immediate-mode", "-w", "-", filter);
    }

    private void awaitListening() throws IOException {
        BufferedReader messages = tcpdump.errorReader(StandardCharsets.UTF_8);
        StringBuilder said = new StringBuilder();
        for (String line = messages.readLine(); line != null; line = messages.readLine()) {
            if (line.contains("listening on")) {
                daemon("capture-messages", () -> drop(messages)).start();
                return;
            }
            said.append(line).append('\n');
        }
        throw new IOException("tcpdump ended: " + said);
    }

    private void readPackets() {
        try {
            PcapReader reader = new PcapReader(tcpdump.getInputStream());
            for (Optional<Packet> packet = reader.next(); packet != null; packet = reader.next()) {
                packet.ifPresent(this::take);
            }
            fail(new IOException("tcpdump ended"));
        } catch (IOException e) {
            fail(e);
        } catch (RuntimeException e) {
            fail(new IOException("a packet could not be read", e));
        }
    }

    private synchronized void take(Packet packet) {
        if (isProbe(packet)) {
            probesSeen++;
            notifyAll();
        } else {
            packets.add(packet);
        }
    }

    /** From itself to itself, over IPv4: a test's own socket may have the same port over IPv6. */
    private boolean isProbe(Packet packet) {
        return packet.ipVersion() == 4
                && packet.protocol() == Protocol.UDP
                && packet.sourcePort() == probePort()
                && packet.destinationPort() == probePort();
    }

    int probePort() {
        return probe.getLocalPort();
    }

    private synchronized void fail(IOException cause) {
        failure = cause;
        notifyAll();
    }

    private synchronized void awaitProbe() throws IOException, InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(DRAIN_SECONDS);
        while (probesSeen < probesSent) {
            if (failure != null) {
                throw new IOException("the capture is over", failure);
            }
            long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
            if (left <= 0) {
                throw new IOException("tcpdump showed nothing for " + DRAIN_SECONDS + " s");
            }
            wait(left);
        }
    }

    /** So that tcpdump never waits for us to read; a closed stream is its end. */
    private static void drop(BufferedReader messages) {
        try {
            messages.transferTo(Writer.nullWriter());
        } catch (IOException e) {
            // tcpdump was ended by close()
        }
    }

    private static Thread daemon(String name, Runnable task) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        return thread;
    }

    /** What rides on IP, as far as the tests care. */
    public enum Protocol {
        /** Transmission control protocol. */
        TCP(6),
        /** User datagram protocol. */
        UDP(17);

        private final int number;

        Protocol(int number) {
            this.number = number;
        }

        static Optional<Protocol> of(int number) {
            return Arrays.stream(values())
                    .filter(protocol -> protocol.number == number)
                    .findFirst();
        }
    }

    /**
     * One packet on the wire.
     *
     * @param ipVersion 4 or 6
     * @param protocol TCP or UDP
     * @param sourcePort the sender's port
     * @param destinationPort the receiver's port
     * @param dscp the mark, 0 to 63
     * @param payloadLength bytes of data, without headers
     * @param tcpFlags FIN 1, SYN 2, RST 4, PSH 8, ACK 16; 0 for UDP
     */
    public record Packet(
            int ipVersion,
            Protocol protocol,
            int sourcePort,
            int destinationPort,
            int dscp,
            int payloadLength,
            int tcpFlags) {
        /** {@return whether it carries data} */
        public boolean hasPayload() {
            return payloadLength > 0;
        }

        /** {@return whether it opens a TCP connection: SYN or SYN-ACK} */
        public boolean isSyn() {
            return (tcpFlags & 0x02) != 0;
        }
    }
}
