package io.github.qosflow.examples.observe;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.Platform;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A socket of ours by its descriptor, asked what it sent or received; needs no right, but 64-bit Linux. One thread at a
 * time.
 */
public final class ObservedSocket {
    private static final int OPTIONS_BYTES = 512;

    private final int descriptor;
    private final PacketBuffer buffer = new PacketBuffer();

    /**
     * Good for as long as the socket is open, which is up to the caller.
     *
     * @param descriptor the socket's descriptor
     */
    public ObservedSocket(int descriptor) {
        this.descriptor = descriptor;
    }

    /** {@return whether this system shows a program its own packets} */
    public static boolean possible() {
        return Platform.isLinux() && Platform.is64Bit();
    }

    /**
     * The address family, SO_DOMAIN: a socket of IPv6 may send and receive IPv4 too.
     *
     * @return whether it is a socket of IPv6
     * @throws IOException if the system refuses
     */
    public boolean isIpv6() throws IOException {
        byte[] value = read(LibC.SOL_SOCKET, LibC.SO_DOMAIN, Integer.BYTES);
        return ByteBuffer.wrap(value).order(ByteOrder.nativeOrder()).getInt() == LibC.AF_INET6;
    }

    /**
     * Whether the frames of what is sent come back; see {@link #takeFrame}.
     *
     * @param keep whether they do
     * @throws IOException if the system refuses
     */
    public void keepFramesSent(boolean keep) throws IOException {
        int flags = keep ? LibC.SOF_TIMESTAMPING_TX_SOFTWARE | LibC.SOF_TIMESTAMPING_SOFTWARE : 0;
        write(LibC.SOL_SOCKET, LibC.SO_TIMESTAMPING, flags, "SO_TIMESTAMPING");
    }

    /**
     * Lets the TOS come with each IPv4 packet, also to a dual-stack socket.
     *
     * @throws IOException if the system refuses
     */
    public void tellTos() throws IOException {
        write(LibC.IPPROTO_IP, LibC.IP_RECVTOS, 1, "IP_RECVTOS");
    }

    /**
     * Lets the traffic class come with each IPv6 packet.
     *
     * @throws IOException if the system refuses
     */
    public void tellTrafficClass() throws IOException {
        write(LibC.IPPROTO_IPV6, LibC.IPV6_RECVTCLASS, 1, "IPV6_RECVTCLASS");
    }

    /**
     * Lets the mark come with each packet, whichever family this socket receives.
     *
     * @throws IOException if the system refuses
     */
    public void tellMarks() throws IOException {
        tellTos();
        if (isIpv6()) {
            tellTrafficClass();
        }
    }

    /**
     * The traffic class of the newest segment that a TCP socket received over IPv6.
     *
     * @return the traffic class, or empty if the socket knows none
     * @throws IOException if the system refuses
     */
    public OptionalInt newestTrafficClass() throws IOException {
        return ControlMessages.tos(ByteBuffer.wrap(read(LibC.IPPROTO_IPV6, LibC.IPV6_2292PKTOPTIONS, OPTIONS_BYTES)));
    }

    /**
     * Looks at the next datagram, which stays in the queue for its reader.
     *
     * @param milliseconds how long to wait for one
     * @return the datagram, or empty if none came in time
     * @throws IOException if the system refuses; {@link java.net.PortUnreachableException} if the peer has no such port
     */
    public Optional<Packet> peek(int milliseconds) throws IOException {
        return await(LibC.POLLIN, milliseconds)
                ? buffer.receive(descriptor, LibC.MSG_PEEK | LibC.MSG_DONTWAIT)
                : Optional.empty();
    }

    /**
     * Takes the next datagram out of the queue.
     *
     * @param milliseconds how long to wait for one
     * @return the datagram, or empty if none came in time
     * @throws IOException if the system refuses
     */
    public Optional<Packet> take(int milliseconds) throws IOException {
        return await(LibC.POLLIN, milliseconds) ? buffer.receive(descriptor, LibC.MSG_DONTWAIT) : Optional.empty();
    }

    /**
     * Takes the oldest frame kept out of the queue.
     *
     * @param milliseconds how long to wait for one
     * @return the frame, or empty if there was none in time
     * @throws IOException if the system refuses
     */
    public Optional<Packet> takeFrame(int milliseconds) throws IOException {
        // a waiting error queue is POLLERR, which poll reports unasked
        return await((short) 0, milliseconds)
                ? buffer.receive(descriptor, LibC.MSG_ERRQUEUE | LibC.MSG_DONTWAIT)
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
