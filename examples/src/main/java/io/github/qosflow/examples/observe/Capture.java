package io.github.qosflow.examples.observe;

import com.sun.jna.Native;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;

/**
 * All IPv4 packets that arrive at this machine, those it sends to itself among them, each once; needs CAP_NET_RAW. One
 * thread at a time.
 */
public final class Capture implements AutoCloseable {
    private static final int QUEUE_BYTES = 16 << 20;

    private final int descriptor;
    private final ObservedSocket socket;

    private Capture(int descriptor) {
        this.descriptor = descriptor;
        this.socket = new ObservedSocket(descriptor);
    }

    /**
     * Begins.
     *
     * @return the capture
     * @throws IOException if the system does not allow it
     */
    public static Capture open() throws IOException {
        if (!ObservedSocket.possible()) {
            throw new IOException("packets can be captured on 64-bit Linux only");
        }
        int descriptor = LibC.socket(LibC.AF_PACKET, LibC.SOCK_RAW, networkOrder(LibC.ETH_P_IP));
        if (descriptor < 0) {
            throw new IOException("socket(AF_PACKET) failed with error " + Native.getLastError());
        }
        enlarge(descriptor);
        return new Capture(descriptor);
    }

    /** On a busy machine many more packets come than the caller waits for; the limit may be exceeded with CAP_NET_ADMIN only. */
    private static void enlarge(int descriptor) {
        int[] bytes = {QUEUE_BYTES};
        LibC.setsockopt(descriptor, LibC.SOL_SOCKET, LibC.SO_RCVBUF, bytes, Integer.BYTES);
        LibC.setsockopt(descriptor, LibC.SOL_SOCKET, LibC.SO_RCVBUFFORCE, bytes, Integer.BYTES);
    }

    private static int networkOrder(short value) {
        ByteBuffer bytes = ByteBuffer.allocate(Short.BYTES).putShort(value);
        return Short.toUnsignedInt(bytes.order(ByteOrder.nativeOrder()).getShort(0));
    }

    /**
     * Takes the next packet.
     *
     * @param milliseconds how long to wait for one
     * @return the packet as a frame, or empty if none came in time
     * @throws IOException if the system refuses
     */
    public Optional<Packet> next(int milliseconds) throws IOException {
        return socket.take(milliseconds);
    }

    /** Ends it. */
    @Override
    public void close() {
        LibC.close(descriptor);
    }
}
