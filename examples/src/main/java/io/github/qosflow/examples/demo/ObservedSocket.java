package io.github.qosflow.examples.demo;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalInt;

/** A socket of ours by its descriptor, asked what it sent or received; needs no right. */
record ObservedSocket(int descriptor) {
    private static final int OPTIONS_BYTES = 512;

    /** {@return AF_INET or AF_INET6} */
    int domain() throws IOException {
        byte[] value = read(LibC.SOL_SOCKET, LibC.SO_DOMAIN, Integer.BYTES);
        return ByteBuffer.wrap(value).order(ByteOrder.nativeOrder()).getInt();
    }

    void keepFramesSent(boolean keep) throws IOException {
        int flags = keep ? LibC.SOF_TIMESTAMPING_TX_SOFTWARE | LibC.SOF_TIMESTAMPING_SOFTWARE : 0;
        write(LibC.SOL_SOCKET, LibC.SO_TIMESTAMPING, flags, "SO_TIMESTAMPING");
    }

    void tellTos() throws IOException {
        write(LibC.IPPROTO_IP, LibC.IP_RECVTOS, 1, "IP_RECVTOS");
    }

    void tellTrafficClass() throws IOException {
        write(LibC.IPPROTO_IPV6, LibC.IPV6_RECVTCLASS, 1, "IPV6_RECVTCLASS");
    }

    /** {@return the traffic class of the newest segment a TCP socket received over IPv6} */
    OptionalInt newestTrafficClass() throws IOException {
        return ControlMessages.tos(ByteBuffer.wrap(read(LibC.IPPROTO_IPV6, LibC.IPV6_2292PKTOPTIONS, OPTIONS_BYTES)));
    }

    /** {@return the next datagram, which stays in the queue for its reader, or empty if none came in time} */
    Optional<Packet> peek(int milliseconds) throws IOException {
        return await(LibC.POLLIN, milliseconds)
                ? Packet.receive(descriptor, LibC.MSG_PEEK | LibC.MSG_DONTWAIT)
                : Optional.empty();
    }

    /** {@return the oldest frame kept, out of the queue, or empty if there was none in time} */
    Optional<Packet> takeFrame(int milliseconds) throws IOException {
        // a waiting error queue is POLLERR, which poll reports unasked
        return await((short) 0, milliseconds)
                ? Packet.receive(descriptor, LibC.MSG_ERRQUEUE | LibC.MSG_DONTWAIT)
                : Optional.empty();
    }

    /** struct pollfd: int fd, short events, short revents. */
    private boolean await(short events, int milliseconds) throws IOException {
        try (Memory pollfd = new Memory(Long.BYTES)) {
            pollfd.setInt(0, descriptor);
            pollfd.setShort(Integer.BYTES, events);
            pollfd.setShort(Integer.BYTES + Short.BYTES, (short) 0);
            return check(LibC.poll(pollfd, 1, milliseconds), "poll") > 0;
        }
    }

    private byte[] read(int level, int name, int bytes) throws IOException {
        byte[] value = new byte[bytes];
        int[] length = {bytes};
        check(LibC.getsockopt(descriptor, level, name, value, length), "getsockopt(" + level + ", " + name + ")");
        return Arrays.copyOf(value, length[0]);
    }

    private void write(int level, int name, int value, String title) throws IOException {
        check(LibC.setsockopt(descriptor, level, name, new int[] {value}, Integer.BYTES), "setsockopt(" + title + ")");
    }

    private static int check(int result, String operation) throws IOException {
        if (result < 0) {
            throw new IOException(operation + " failed with error " + Native.getLastError());
        }
        return result;
    }
}
