package io.github.qosflow.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Many UDP recipients on this machine, each with a port of its own, and how many datagrams have come to each of them.
 *
 * <pre>{@code
 * try (Audience audience = Audience.of("127.0.0.1", 500)) {
 *     audience.addresses().forEach(to -> send(to));
 *     audience.awaitEach(1);
 * }
 * }</pre>
 *
 * <p>Datagrams wait in the sockets until somebody asks: no thread and no selector, which Wine does not bear well when it ends
 * with hundreds of sockets. Thread-safe.
 */
public final class Audience implements AutoCloseable {
    private static final long WAIT_SECONDS = 30;
    private static final int LONGEST_DATAGRAM = 2048;

    private final List<Recipient> recipients = new ArrayList<>();
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(LONGEST_DATAGRAM);

    private Audience() {}

    /**
     * Opens the sockets.
     *
     * @param address of this machine
     * @param recipients how many
     * @return the recipients, listening
     * @throws IOException if a socket cannot be had
     */
    public static Audience of(String address, int recipients) throws IOException {
        Audience audience = new Audience();
        for (int i = 0; i < recipients; i++) {
            audience.recipients.add(new Recipient(InetAddress.getByName(address)));
        }
        return audience;
    }

    /** {@return where they listen} */
    public List<InetSocketAddress> addresses() {
        return recipients.stream().map(recipient -> recipient.address).toList();
    }

    /** {@return how many datagrams have come to all of them} */
    public synchronized int received() {
        recipients.forEach(recipient -> recipient.drain(buffer));
        return recipients.stream().mapToInt(recipient -> recipient.received).sum();
    }

    /**
     * Waits until each recipient has this many datagrams.
     *
     * @param datagrams that were sent to each; one more or less is a failure
     */
    public synchronized void awaitEach(int datagrams) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(WAIT_SECONDS);
        while (received() < datagrams * recipients.size() && System.nanoTime() < deadline) {
            pause();
        }
        long right = recipients.stream()
                .filter(recipient -> recipient.received == datagrams)
                .count();
        if (right < recipients.size()) {
            throw new AssertionError("only " + right + " of " + recipients.size() + " recipients have " + datagrams
                    + " datagrams each, all together have " + received());
        }
    }

    private static void pause() {
        try {
            Thread.sleep(5);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** Closes the sockets. */
    @Override
    public synchronized void close() throws IOException {
        for (Recipient recipient : recipients) {
            recipient.channel.close();
        }
    }

    private static final class Recipient {
        private final DatagramChannel channel;
        private final InetSocketAddress address;
        private int received;

        Recipient(InetAddress at) throws IOException {
            StandardProtocolFamily family =
                    at.getAddress().length == 4 ? StandardProtocolFamily.INET : StandardProtocolFamily.INET6;
            channel = DatagramChannel.open(family).bind(new InetSocketAddress(at, 0));
            channel.configureBlocking(false);
            address = (InetSocketAddress) channel.getLocalAddress();
        }

        void drain(ByteBuffer buffer) {
            try {
                while (channel.receive(buffer.clear()) != null) {
                    received++;
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
