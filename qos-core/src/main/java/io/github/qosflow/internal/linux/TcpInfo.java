package io.github.qosflow.internal.linux;

import com.sun.jna.Native;
import com.sun.jna.Pointer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * struct tcp_info of {@code linux/tcp.h}, as the kernel fills it: how much of it depends on the kernel, so what it did not
 * write reads as 0. One buffer, read again and again, for a sampler allocates nothing. Not thread-safe.
 *
 * <p>Without {@code TCP_INFO} (UDP) or before 4.12 (where flows need SO_COOKIE anyway) there is nothing to read; newer
 * fields: delivered_ce 4.18, total_rto 6.7.
 */
final class TcpInfo {
    /** More than we read, less than kernels have by now. */
    static final int BYTES = 248;

    static final int CA_STATE = 1;
    static final int FLAGS = 7;
    static final int RTT = 68;
    static final int SND_MSS = 16;
    static final int TOTAL_RETRANS = 100;
    static final int MAX_PACING_RATE = 112;
    static final int BYTES_ACKED = 120;
    static final int MIN_RTT = 148;
    static final int DATA_SEGS_OUT = 156;
    static final int DELIVERY_RATE = 160;
    static final int BUSY_TIME = 168;
    static final int RWND_LIMITED = 176;
    static final int DELIVERED_CE = 196;
    static final int TOTAL_RTO = 240;

    private static final int LENGTH = BYTES;
    private static final int APP_LIMITED = 1;
    private static final int NONE = -1;

    private final ByteBuffer fields =
            ByteBuffer.allocateDirect(LENGTH + Integer.BYTES).order(ByteOrder.nativeOrder());
    private final long address = Pointer.nativeValue(Native.getDirectBufferPointer(fields));
    private int length;

    /** Asks the kernel; false if this is no open TCP socket. */
    boolean read(int fd) {
        fields.putInt(LENGTH, BYTES);
        int result = LibC.getsockopt(fd, LibC.IPPROTO_TCP, LibC.TCP_INFO, address, address + LENGTH);
        length = result == 0 ? fields.getInt(LENGTH) : 0;
        return length > BUSY_TIME;
    }

    /** For whoever plays the kernel: the fields up to a length. */
    ByteBuffer fill(int bytes) {
        length = bytes;
        return fields;
    }

    /** 0 open, 1 disorder, 2 window reduced, 3 recovery, 4 loss. */
    int congestionState() {
        return length > CA_STATE ? fields.get(CA_STATE) : 0;
    }

    /** The sender had less to send than the path took, so its delivery rate says nothing of the path. */
    boolean appLimited() {
        return length > FLAGS && (fields.get(FLAGS) & APP_LIMITED) != 0;
    }

    /** Payload bytes per segment. */
    int segmentSize() {
        return word(SND_MSS);
    }

    /** Smoothed round trip in µs; 0 is none yet. */
    int roundTrip() {
        return word(RTT);
    }

    /** The least round trip of some minutes in µs; 0 is none yet. */
    int leastRoundTrip() {
        int least = word(MIN_RTT);
        return least == NONE ? 0 : least;
    }

    int retransmissions() {
        return word(TOTAL_RETRANS);
    }

    /** Data segments sent, again and again included. */
    int dataSegments() {
        return word(DATA_SEGS_OUT);
    }

    /** Segments that a router has marked instead of dropping them; RFC 3168. */
    int congestionMarks() {
        return word(DELIVERED_CE);
    }

    int timeouts() {
        return has(TOTAL_RTO, Short.BYTES) ? Short.toUnsignedInt(fields.getShort(TOTAL_RTO)) : 0;
    }

    long bytesAcknowledged() {
        return longWord(BYTES_ACKED);
    }

    /** Payload bytes per second that arrived lately. */
    long deliveryRate() {
        return longWord(DELIVERY_RATE);
    }

    /** SO_MAX_PACING_RATE, or {@link SocketOptions#UNPACED}. */
    long pacingLimit() {
        return longWord(MAX_PACING_RATE);
    }

    /** µs with data under way. */
    long busyTime() {
        return longWord(BUSY_TIME);
    }

    /** µs of it in which the receiver's window held the sender back. */
    long receiverLimitedTime() {
        return longWord(RWND_LIMITED);
    }

    private int word(int offset) {
        return has(offset, Integer.BYTES) ? fields.getInt(offset) : 0;
    }

    private long longWord(int offset) {
        return has(offset, Long.BYTES) ? fields.getLong(offset) : 0;
    }

    private boolean has(int offset, int bytes) {
        return offset + bytes <= length;
    }
}
