package io.github.qosflow.internal.linux;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import io.github.qosflow.QosException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A socket of our own, asked what it sent or received; needs no right. Never a program's: a frame kept in the error queue
 * looks like an error to a selector.
 */
record ScratchSocket(int descriptor) {
    private static final int OPTIONS_BYTES = 512;

    /** Keeps a copy of each frame sent; Documentation/networking/timestamping.rst. */
    void keepFrames() throws QosException {
        int flags = LibC.SOF_TIMESTAMPING_TX_SOFTWARE | LibC.SOF_TIMESTAMPING_SOFTWARE;
        set(LibC.SOL_SOCKET, LibC.SO_TIMESTAMPING, flags, "setsockopt(SO_TIMESTAMPING)");
    }

    /** Has the TOS told with each datagram over IPv4; ip(7). */
    void tellTos() throws QosException {
        set(LibC.IPPROTO_IP, LibC.IP_RECVTOS, 1, "setsockopt(IP_RECVTOS)");
    }

    /** Has the traffic class told with each datagram over IPv6, and of the newest segment; RFC 3542. */
    void tellTrafficClass() throws QosException {
        set(LibC.IPPROTO_IPV6, LibC.IPV6_RECVTCLASS, 1, "setsockopt(IPV6_RECVTCLASS)");
    }

    /** A listening socket keeps the header of each SYN for the socket it accepts; tcp(7). */
    void keepHandshake() throws QosException {
        set(LibC.IPPROTO_TCP, LibC.TCP_SAVE_SYN, 1, "setsockopt(TCP_SAVE_SYN)");
    }

    /** TOS or traffic class of the peer's SYN; the kernel tells it once. */
    OptionalInt tosOfHandshake() throws QosException {
        byte[] header = get(LibC.IPPROTO_TCP, LibC.TCP_SAVED_SYN, "getsockopt(TCP_SAVED_SYN)");
        return ReceivedMessage.tosOfPacket(ByteBuffer.wrap(header));
    }

    /** The traffic class of the newest segment that came over IPv6. */
    OptionalInt newestTrafficClass() throws QosException {
        return ControlMessages.tos(get(LibC.IPPROTO_IPV6, LibC.IPV6_2292PKTOPTIONS, "getsockopt(IPV6_2292PKTOPTIONS)"));
    }

    /** Whether something can be read in time. */
    boolean awaitData(int milliseconds) throws QosException {
        return await(LibC.POLLIN, milliseconds);
    }

    Optional<ReceivedMessage> receive(int milliseconds) throws QosException {
        return awaitData(milliseconds) ? ReceivedMessage.receive(descriptor, LibC.MSG_DONTWAIT) : Optional.empty();
    }

    /** The oldest frame kept; empty if there was none in time. */
    Optional<ReceivedMessage> takeFrame(int milliseconds) throws QosException {
        // a waiting error queue is POLLERR, which poll reports unasked
        return await((short) 0, milliseconds)
                ? ReceivedMessage.receive(descriptor, LibC.MSG_ERRQUEUE | LibC.MSG_DONTWAIT)
                : Optional.empty();
    }

    /** struct pollfd: int fd, short events, short revents. */
    private boolean await(short events, int milliseconds) throws QosException {
        try (Memory pollfd = new Memory(Long.BYTES)) {
            pollfd.setInt(0, descriptor);
            pollfd.setShort(Integer.BYTES, events);
            pollfd.setShort(Integer.BYTES + Short.BYTES, (short) 0);
            int ready = LibC.poll(pollfd, 1, milliseconds);
            check(ready < 0 ? ready : 0, "poll");
            return ready > 0;
        }
    }

    private byte[] get(int level, int name, String operation) throws QosException {
        byte[] value = new byte[OPTIONS_BYTES];
        int[] length = {value.length};
        check(LibC.getsockopt(descriptor, level, name, value, length), operation);
        return Arrays.copyOf(value, length[0]);
    }

    private void set(int level, int name, int value, String operation) throws QosException {
        check(LibC.setsockopt(descriptor, level, name, new int[] {value}, Integer.BYTES), operation);
    }

    private static void check(int result, String operation) throws QosException {
        if (result != 0) {
            throw Errno.exception(operation, Native.getLastError());
        }
    }
}
