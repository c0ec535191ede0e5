package io.github.qosflow.examples.bottleneck;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SocketChannel;
import java.nio.channels.WritableByteChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** Fills the bottleneck with unmarked packets for some time, then ends by itself. */
record BulkSender(Bulk bulk, InetSocketAddress receiver, Duration time) {
    private static final int DATAGRAM_BYTES = 1_400;
    /** Not the socket's, in front of which TCP would wait: what one write hands over. */
    private static final int WRITE_BYTES = 64 * 1024;

    private static final long BYTES_PER_SECOND = 20_000_000 / 8;
    private static final long PAUSE_NANOS = 1_000_000;
    private static final long NANOS = 1_000_000_000;

    void run() throws IOException {
        switch (bulk) {
            case NONE -> {}
            case UDP -> {
                try (DatagramChannel channel = DatagramChannel.open().connect(receiver)) {
                    flood(channel);
                }
            }
            case TCP -> {
                List<SocketChannel> channels = connect();
                pour(channels);
                for (SocketChannel channel : channels) {
                    channel.close();
                }
            }
        }
    }

    private List<SocketChannel> connect() throws IOException {
        List<SocketChannel> channels = new ArrayList<>();
        while (channels.size() < Bulk.CONNECTIONS) {
            SocketChannel channel = SocketChannel.open(receiver);
            channel.configureBlocking(false);
            channels.add(channel);
        }
        return channels;
    }

    /** Sends what is due since the beginning, then sleeps a millisecond. */
    private void flood(WritableByteChannel channel) throws IOException {
        ByteBuffer datagram = ByteBuffer.allocateDirect(DATAGRAM_BYTES);
        Bottleneck.ready();
        long start = System.nanoTime();
        long sent = 0;
        for (long elapsed = 0; elapsed < time.toNanos(); elapsed = System.nanoTime() - start) {
            while (sent < elapsed * BYTES_PER_SECOND / NANOS) {
                sent += channel.write(datagram.clear());
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }

    /** As much as TCP takes. */
    private void pour(List<SocketChannel> channels) throws IOException {
        ByteBuffer block = ByteBuffer.allocateDirect(WRITE_BYTES);
        Bottleneck.ready();
        long start = System.nanoTime();
        while (System.nanoTime() - start < time.toNanos()) {
            for (SocketChannel channel : channels) {
                channel.write(block.clear());
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }
}
