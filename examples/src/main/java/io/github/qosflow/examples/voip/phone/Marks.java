package io.github.qosflow.examples.voip.phone;

import io.github.qosflow.Dscp;
import io.github.qosflow.NativeSocket;
import io.github.qosflow.examples.observe.ObservedSocket;
import io.github.qosflow.examples.observe.Packet;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.DefaultMaxMessagesRecvByteBufAllocator;
import io.netty.channel.nio.AbstractNioChannel;
import java.io.IOException;
import java.util.Comparator;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;

/** The marks of the packets that came to one place. Thread-safe. */
final class Marks {
    private final NavigableSet<Dscp> seen = new TreeSet<>(Comparator.comparingInt(Dscp::value));
    private long packets;
    private long looked;

    /** A packet has come; empty if nobody could see its mark. */
    synchronized void count(Optional<Dscp> mark) {
        packets++;
        looked += mark.isPresent() ? 1 : 0;
        mark.ifPresent(seen::add);
    }

    synchronized NavigableSet<Dscp> seen() {
        return new TreeSet<>(seen);
    }

    synchronized long packets() {
        return packets;
    }

    /** Whether packets came and the mark of every one was seen and is this one. */
    synchronized boolean allAre(Dscp wanted) {
        return packets > 0 && looked == packets && seen.size() == 1 && seen.contains(wanted);
    }

    /** Counts all that a bound datagram channel will read, before its pipeline gets it. */
    void watch(Channel channel) throws IOException {
        AbstractNioChannel.NioUnsafe unsafe = (AbstractNioChannel.NioUnsafe) channel.unsafe();
        Optional<ObservedSocket> socket = ObservedSocket.possible()
                ? Optional.of(
                        new ObservedSocket((int) NativeSocket.of(unsafe.ch()).handle()))
                : Optional.empty();
        if (socket.isPresent()) {
            socket.get().tellMarks();
        }
        channel.config().setRecvByteBufAllocator(new Peek(socket));
    }

    /** Netty asks for a buffer just before it reads a datagram: the moment to look at that datagram in the queue. */
    private final class Peek extends DefaultMaxMessagesRecvByteBufAllocator {
        private final Optional<ObservedSocket> socket;

        Peek(Optional<ObservedSocket> socket) {
            super(1); // one for each time the selector says there is one, so that there always is one to look at
            this.socket = socket;
        }

        @Override
        @SuppressWarnings("deprecation") // Netty's own allocators return it too
        public Handle newHandle() {
            return new MaxMessageHandle() {
                private Optional<Dscp> next = Optional.empty();

                @Override
                public int guess() {
                    return 65_535;
                }

                @Override
                public ByteBuf allocate(ByteBufAllocator buffers) {
                    next = socket.flatMap(Marks::peek);
                    return super.allocate(buffers);
                }

                @Override
                public void lastBytesRead(int bytes) {
                    super.lastBytesRead(bytes);
                    if (bytes > 0) {
                        count(next);
                    }
                }
            };
        }
    }

    private static Optional<Dscp> peek(ObservedSocket socket) {
        try {
            return socket.peek(0).flatMap(Packet::mark);
        } catch (IOException e) {
            return Optional.empty(); // the packet counts as not looked at
        }
    }
}
