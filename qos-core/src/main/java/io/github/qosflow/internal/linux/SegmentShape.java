package io.github.qosflow.internal.linux;

/**
 * How the segments of a TCP connection look on the IP level.
 *
 * @param payload bytes that a program gives, per full segment
 * @param headers bytes of IP and TCP that come with them
 */
record SegmentShape(int payload, int headers) {
    private static final int IPV4 = 20;
    private static final int IPV6 = 40;
    private static final int TCP = 20;
    /** The option that every Linux sends by default, with its padding; RFC 7323. */
    private static final int TIMESTAMPS = 12;
    /** Before the connection stands its segments are not known: those of Ethernet are likely. */
    private static final int ETHERNET = 1500;

    /** Of a TCP socket, connected or not. */
    static SegmentShape of(SocketOptions options) {
        int version = options.ipVersion();
        int ip = version == SocketOptions.IPV6 ? IPV6 : IPV4;
        if (version == 0) {
            return new SegmentShape(ETHERNET - ip - TCP - TIMESTAMPS, ip + TCP + TIMESTAMPS);
        }
        return new SegmentShape(options.segmentSize(), ip + TCP + (options.hasTimestamps() ? TIMESTAMPS : 0));
    }

    /** The payload of so many bytes per second on the IP level; the kernel paces payload. */
    long payloadRate(long bytesPerSecond) {
        return Math.max(1, (long) ((double) bytesPerSecond * payload / (payload + headers)));
    }
}
