package io.github.qosflow.internal.linux;

/** What a kernel would say of a connection, as a test wants it. */
final class ToldConnection {
    private final TcpInfo info = new TcpInfo();
    private long startedNs = System.nanoTime();
    int length = TcpInfo.BYTES;
    long nowNs;
    long acknowledged;
    int dataSegments;
    long busy;
    long receiverLimited;
    int retransmissions;
    int congestionMarks;
    int congestionState;
    int roundTrip;
    int leastRoundTrip = 1_000;
    boolean appLimited;
    long deliveryRate;
    long pacingLimit = SocketOptions.UNPACED;

    /** Into somebody else's, as of now, with so many bytes acknowledged per second so far. */
    void tell(TcpInfo other, long bytesPerSecond) {
        long elapsedNs = System.nanoTime() - startedNs;
        acknowledged = (long) (elapsedNs / 1e9 * bytesPerSecond);
        busy = elapsedNs / 1_000;
        write(other);
    }

    TcpInfo info() {
        write(info);
        return info;
    }

    private void write(TcpInfo into) {
        into.fill(length)
                .put(TcpInfo.CA_STATE, (byte) congestionState)
                .put(TcpInfo.FLAGS, (byte) (appLimited ? 1 : 0))
                .putInt(TcpInfo.SND_MSS, 1448)
                .putInt(TcpInfo.RTT, roundTrip)
                .putInt(TcpInfo.TOTAL_RETRANS, retransmissions)
                .putLong(TcpInfo.MAX_PACING_RATE, pacingLimit)
                .putLong(TcpInfo.BYTES_ACKED, acknowledged)
                .putInt(TcpInfo.MIN_RTT, leastRoundTrip)
                .putInt(TcpInfo.DATA_SEGS_OUT, dataSegments)
                .putLong(TcpInfo.DELIVERY_RATE, deliveryRate)
                .putLong(TcpInfo.BUSY_TIME, busy)
                .putLong(TcpInfo.RWND_LIMITED, receiverLimited)
                .putInt(TcpInfo.DELIVERED_CE, congestionMarks);
    }
}
