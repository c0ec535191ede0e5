package io.github.qosflow.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

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
 * <p>One thread drains all of them. Thread-safe.
 */
public final class Audience implements AutoCloseable {
    private static final long WAIT_SECONDS = 30;
    private static final int LONGEST_DATAGRAM = 2048;

    private final Selector selector = Selector.open();
    private final List<InetSocketAddress> addresses = new ArrayList<>();
    private final List<AtomicInteger> received = new ArrayList<>();

    private Audience() throws IOException {}

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
            audience.open(InetAddress.getByName(address));
        }
        Thread listener = new Thread(audience::listen, "audience");
        listener.setDaemon(true);
        listener.start();
        return audience;
    }

    private void open(InetAddress address) throws IOException {
        StandardProtocolFamily family =
                address.getAddress().length == 4 ? StandardProtocolFamily.INET : StandardProtocolFamily.INET6;
        DatagramChannel channel = DatagramChannel.open(family).bind(new InetSocketAddress(address, 0));
        AtomicInteger count = new AtomicInteger();
        channel.configureBlocking(false).register(selector, SelectionKey.OP_READ, count);
        addresses.add((InetSocketAddress) channel.getLocalAddress());
        received.add(count);
    }

    private void listen() {
        try {
            while (selector.isOpen()) {
                selector.select(key -> drain((DatagramChannel) key.channel(), (AtomicInteger) key.attachment()));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (ClosedSelectorException e) {
            // the end
        }
    }

    private static void drain(DatagramChannel channel, AtomicInteger count) {
        try {
            while (channel.receive(ByteBuffer.allocate(LONGEST_DATAGRAM)) != null) {
                count.incrementAndGet();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** {@return where they listen} */
    public List<InetSocketAddress> addresses() {
        return List.copyOf(addresses);
    }

    /** {@return how many datagrams have come to all of them} */
    public int received() {
        return received.stream().mapToInt(AtomicInteger::get).sum();
    }

    /**
     * Waits until each recipient has this many datagrams.
     *
     * @param datagrams that were sent to each; one more or less is a failure
     */
    public void awaitEach(int datagrams) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(WAIT_SECONDS);
        while (with(datagrams) < received.size() && System.nanoTime() < deadline) {
            pause();
        }
        if (with(datagrams) < received.size()) {
            throw new AssertionError("only " + with(datagrams) + " of " + received.size() + " recipients have "
                    + datagrams + " datagrams each, all together have " + received());
        }
    }

    private long with(int datagrams) {
        return received.stream().filter(count -> count.get() == datagrams).count();
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
    public void close() throws IOException {
        for (SelectionKey key : selector.keys()) {
            key.channel().close();
        }
        selector.close();
    }
}
