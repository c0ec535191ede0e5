package io.github.qosflow.internal.linux;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import io.github.qosflow.QosException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What one recvmsg(2) brought.
 *
 * @param data the datagram, or of a frame that was sent all from the Ethernet header on
 * @param tos TOS or traffic class that the kernel told with a datagram
 */
record ReceivedMessage(ByteBuffer data, OptionalInt tos) {
    private static final int DATA_BYTES = 2048;
    private static final int CONTROL_BYTES = 512;

    /** struct msghdr of 64-bit Linux: name, namelen, iov, iovlen, control, controllen, flags. */
    private static final int MSGHDR_BYTES = 56;

    private static final int IOV = 16;
    private static final int IOVLEN = 24;
    private static final int CONTROL = 32;
    private static final int CONTROLLEN = 40;
    /** struct iovec: base, len. */
    private static final int IOVEC_BYTES = 16;

    private static final int ETHERTYPE = 12;
    private static final int ETHERNET_BYTES = 14;
    private static final int IPV4 = 0x0800;
    private static final int IPV6 = 0x86DD;

    /** Takes the next one; empty if none is there. */
    static Optional<ReceivedMessage> receive(int descriptor, int flags) throws QosException {
        try (Memory header = new Memory(MSGHDR_BYTES + IOVEC_BYTES);
                Memory data = new Memory(DATA_BYTES);
                Memory control = new Memory(CONTROL_BYTES)) {
            fill(header, data, control);
            long length = LibC.recvmsg(descriptor, header, flags);
            if (length >= 0) {
                ByteBuffer bytes = ByteBuffer.wrap(data.getByteArray(0, (int) length));
                byte[] messages = control.getByteArray(0, (int) header.getLong(CONTROLLEN));
                return Optional.of(new ReceivedMessage(bytes, ControlMessages.tos(messages)));
            }
            if (Native.getLastError() == Errno.EAGAIN) {
                return Optional.empty();
            }
            throw Errno.exception("recvmsg", Native.getLastError());
        }
    }

    private static void fill(Memory header, Memory data, Memory control) {
        header.clear();
        Pointer iovec = header.share(MSGHDR_BYTES);
        iovec.setPointer(0, data);
        iovec.setLong(Long.BYTES, data.size());
        header.setPointer(IOV, iovec);
        header.setLong(IOVLEN, 1);
        header.setPointer(CONTROL, control);
        header.setLong(CONTROLLEN, control.size());
    }

    /** Whether this is, or carries at its end, that message. */
    boolean endsWith(byte[] message) {
        int from = data.limit() - message.length;
        return from >= 0 && data.slice(from, message.length).equals(ByteBuffer.wrap(message));
    }

    /** TOS or traffic class in the IP header of a frame; empty if it is no IP frame. */
    OptionalInt tosOfFrame() {
        if (data.limit() < ETHERNET_BYTES + 2) {
            return OptionalInt.empty();
        }
        return switch (Short.toUnsignedInt(data.getShort(ETHERTYPE))) {
            case IPV4, IPV6 -> tosOfPacket(data.slice(ETHERNET_BYTES, data.limit() - ETHERNET_BYTES));
            default -> OptionalInt.empty();
        };
    }

    /** TOS or traffic class of an IP header; empty if it is none. RFC 791, RFC 8200. */
    static OptionalInt tosOfPacket(ByteBuffer packet) {
        if (packet.remaining() < 2) {
            return OptionalInt.empty();
        }
        int first = Short.toUnsignedInt(packet.order(ByteOrder.BIG_ENDIAN).getShort(packet.position()));
        return switch (first >> 12) {
            case 4 -> OptionalInt.of(first & 0xFF);
            case 6 -> OptionalInt.of(first >> 4 & 0xFF);
            default -> OptionalInt.empty();
        };
    }
}
