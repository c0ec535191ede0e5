package io.github.qosflow.internal.linux;

import io.github.qosflow.DataRate;
import io.github.qosflow.FlowFundamentals;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * What the samples of one connection say of its path. Only numbers go in and out, so that it can be told any story.
 *
 * <p>Congested means: in two samples after each other with data sent there was a sign of it. Signs are segments sent again,
 * the kernel's own congestion states, marks of routers (ECN), and a round trip that has a queue in it. A receiver that is
 * slow, a sender that has nothing to send and a rate of our own are none of the path's doing and give no sign. Uncongested
 * means: no sign in five samples with data. Without data nothing is learnt.
 *
 * <p>Thread-safe.
 */
final class PathMeter {
    /** What is known of the path. */
    enum State {
        UNKNOWN,
        CONGESTED,
        UNCONGESTED
    }

    private static final int CONGESTED_AFTER = 2;
    private static final int UNCONGESTED_AFTER = 5;
    /** A queue that stands longer than this is a bad one: CoDel's target, RFC 8289 section 4.4. */
    private static final int STANDING_QUEUE_US = 5_000;
    /** A sender with little to send waits for delayed acknowledgements, 40 ms mostly; this is beyond them. */
    private static final int DELAYED_ACK_US = 100_000;
    /** TCP_CA_CWR: from here on the kernel has reduced its window. */
    private static final int WINDOW_REDUCED = 2;

    private static final int BITS = 8;
    private static final long NANOS_PER_SECOND = 1_000_000_000;

    private final int headers;
    private final BandwidthWindow bottleneck = new BandwidthWindow();
    private State state = State.UNKNOWN;
    private int signs;
    private int clear;
    private boolean primed;
    private long takenNs;
    private long acknowledged;
    private long bytesPerSecond;
    private long busyUs;
    private long receiverLimitedUs;
    private int dataSegments;
    private int retransmissions;
    private int congestionMarks;
    private int timeouts;
    private int segmentSize = 1;

    /**
     * Nothing is known yet.
     *
     * @param headers bytes on the IP level that come with each segment
     */
    PathMeter(int headers) {
        this.headers = headers;
    }

    /**
     * Takes a sample.
     *
     * @return whether the state or the bottleneck is another one, or the sample cannot be of the same socket
     */
    synchronized boolean take(TcpInfo info, long nowNs) {
        boolean changed = primed && judge(info, nowNs);
        remember(info, nowNs);
        return changed;
    }

    private boolean judge(TcpInfo info, long nowNs) {
        long acknowledgedNow = info.bytesAcknowledged() - acknowledged;
        if (acknowledgedNow < 0) {
            return true;
        }
        bytesPerSecond = perSecond(acknowledgedNow, nowNs - takenNs);
        if (info.dataSegments() == dataSegments) {
            return false;
        }
        boolean receiverLimited = isReceiverLimited(info);
        boolean wider = measure(info, receiverLimited);
        boolean changed = count(isSign(info, receiverLimited));
        return wider || changed;
    }

    private static long perSecond(long bytes, long ns) {
        return ns <= 0 ? 0 : (long) ((double) bytes * NANOS_PER_SECOND / ns);
    }

    /** Most of the time in which data was under way the receiver's window was full. */
    private boolean isReceiverLimited(TcpInfo info) {
        long limited = info.receiverLimitedTime() - receiverLimitedUs;
        return limited * 2 > info.busyTime() - busyUs;
    }

    private boolean measure(TcpInfo info, boolean receiverLimited) {
        if (receiverLimited || info.appLimited() || isLimitedByRate(info)) {
            return false;
        }
        long before = bottleneck.most();
        bottleneck.add(info.deliveryRate());
        return bottleneck.most() > before + before / BITS;
    }

    private static boolean isLimitedByRate(TcpInfo info) {
        long limit = info.pacingLimit();
        return limit != SocketOptions.UNPACED && info.deliveryRate() >= limit - limit / BITS;
    }

    private boolean isSign(TcpInfo info, boolean receiverLimited) {
        if (info.congestionMarks() != congestionMarks) {
            return true;
        }
        return !receiverLimited
                && (info.retransmissions() != retransmissions
                        || info.timeouts() != timeouts
                        || info.congestionState() >= WINDOW_REDUCED
                        || hasQueue(info));
    }

    private static boolean hasQueue(TcpInfo info) {
        int least = info.leastRoundTrip();
        int tolerated = info.appLimited() ? DELAYED_ACK_US : STANDING_QUEUE_US;
        return least > 0 && info.roundTrip() - least > Math.max(least, tolerated);
    }

    private boolean count(boolean sign) {
        signs = sign ? signs + 1 : 0;
        clear = sign ? 0 : clear + 1;
        State before = state;
        if (signs >= CONGESTED_AFTER) {
            state = State.CONGESTED;
        } else if (clear >= UNCONGESTED_AFTER) {
            state = State.UNCONGESTED;
        }
        return state != before;
    }

    private void remember(TcpInfo info, long nowNs) {
        primed = true;
        takenNs = nowNs;
        acknowledged = info.bytesAcknowledged();
        busyUs = info.busyTime();
        receiverLimitedUs = info.receiverLimitedTime();
        dataSegments = info.dataSegments();
        retransmissions = info.retransmissions();
        congestionMarks = info.congestionMarks();
        timeouts = info.timeouts();
        segmentSize = Math.max(1, info.segmentSize());
    }

    synchronized State state() {
        return state;
    }

    /** Whether the path is known to have this for the flow, headers included. */
    synchronized boolean isAvailable(DataRate total) {
        double withHeaders = (double) bottleneck.most() * (segmentSize + headers) / segmentSize;
        return state == State.UNCONGESTED && withHeaders * BITS >= total.bitsPerSecond();
    }

    /** What is known; the round trip by the newest look at the socket. */
    synchronized FlowFundamentals fundamentals(TcpInfo now) {
        long most = bottleneck.most();
        long free = state == State.CONGESTED ? 0 : most - bytesPerSecond;
        return new FlowFundamentals(rate(most), rate(free), roundTrip(now.roundTrip()));
    }

    private static Optional<DataRate> rate(long bytesPerSecond) {
        return bytesPerSecond > 0 ? Optional.of(DataRate.ofBitsPerSecond(bytesPerSecond * BITS)) : Optional.empty();
    }

    private static Optional<Duration> roundTrip(int micros) {
        return micros > 0 ? Optional.of(Duration.of(micros, ChronoUnit.MICROS)) : Optional.empty();
    }
}
