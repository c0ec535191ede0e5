package io.github.qosflow.examples.observe;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import java.io.IOException;
import java.net.PortUnreachableException;
import java.nio.ByteBuffer;
import java.util.Optional;

/** The memory that recvmsg(2) writes to, used again for each packet; freed with the object. One thread at a time. */
final class PacketBuffer {
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

    private final Memory header = new Memory(MSGHDR_BYTES + IOVEC_BYTES);
    private final Memory data = new Memory(DATA_BYTES);
    private final Memory control = new Memory(CONTROL_BYTES);

    /** {@return the packet, or empty if none is there} */
    Optional<Packet> receive(int descriptor, int flags) throws IOException {
        fill();
        long length = LibC.recvmsg(descriptor, header, flags);
        if (length >= 0) {
            ByteBuffer messages = control.getByteBuffer(0, header.getLong(CONTROLLEN));
            ByteBuffer bytes = ByteBuffer.wrap(data.getByteArray(0, (int) length));
            return Optional.of(new Packet(bytes, ControlMessages.tos(messages)));
        }
        return nothing(Native.getLastError());
    }

    private static Optional<Packet> nothing(int error) throws IOException {
        if (error == LibC.EAGAIN) {
            return Optional.empty();
        }
        throw error == LibC.ECONNREFUSED
                ? new PortUnreachableException("the peer answers that nobody listens on the port")
                : new IOException("recvmsg failed with error " + error);
    }

    /** Anew for each call, which writes into it what it used. */
    private void fill() {
        header.clear();
        Pointer iovec = header.share(MSGHDR_BYTES);
        iovec.setPointer(0, data);
        iovec.setLong(Long.BYTES, data.size());
        header.setPointer(IOV, iovec);
        header.setLong(IOVLEN, 1);
        header.setPointer(CONTROL, control);
        header.setLong(CONTROLLEN, control.size());
    }
}
