package io.github.qosflow.examples.demo;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What one recvmsg(2) brought.
 *
 * @param data the datagram, or of a frame kept by the sender all from the Ethernet header on
 * @param tos TOS or traffic class the kernel told with a datagram
 */
record Packet(ByteBuffer data, OptionalInt tos) {
    private static final int DATA_BYTES = 65_536 + 256;
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

    /** {@return the packet, or empty if none is there} */
    static Optional<Packet> receive(int descriptor, int flags) throws IOException {
        try (Memory header = new Memory(MSGHDR_BYTES + IOVEC_BYTES);
                Memory data = new Memory(DATA_BYTES);
                Memory control = new Memory(CONTROL_BYTES)) {
            fill(header, data, control);
            long length = LibC.recvmsg(descriptor, header, flags);
            if (length >= 0) {
                ByteBuffer messages = control.getByteBuffer(0, header.getLong(CONTROLLEN));
                ByteBuffer bytes = ByteBuffer.wrap(data.getByteArray(0, (int) length));
                return Optional.of(new Packet(bytes, ControlMessages.tos(messages)));
            }
            if (Native.getLastError() == LibC.EAGAIN) {
                return Optional.empty();
            }
            throw new IOException("recvmsg failed with error " + Native.getLastError());
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

    /** {@return whether this is, or carries at its end, that message} */
    boolean endsWith(byte[] message) {
        int from = data.limit() - message.length;
        return from >= 0 && data.slice(from, message.length).equals(ByteBuffer.wrap(message));
    }

    /** {@return TOS or traffic class in the IP header of a frame, or empty if it is no IP frame} */
    OptionalInt tosOfFrame() {
        if (data.limit() < ETHERNET_BYTES + 2) {
            return OptionalInt.empty();
        }
        return switch (Short.toUnsignedInt(data.getShort(ETHERTYPE))) {
            case IPV4 -> OptionalInt.of(Byte.toUnsignedInt(data.get(ETHERNET_BYTES + 1)));
            case IPV6 -> OptionalInt.of(Short.toUnsignedInt(data.getShort(ETHERNET_BYTES)) >> 4 & 0xFF);
            default -> OptionalInt.empty();
        };
    }
}
