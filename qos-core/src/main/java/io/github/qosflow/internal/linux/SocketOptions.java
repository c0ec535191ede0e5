package io.github.qosflow.internal.linux;

import com.sun.jna.Native;
import io.github.qosflow.QosException;
import java.util.Arrays;

/**
 * The options of one descriptor, typed; every method is one system call. Not thread-safe: the buffers are used again and
 * again, for an attach is to leave little garbage.
 */
final class SocketOptions {
    /** What SO_MAX_PACING_RATE says when nothing is paced; 0 would stall a UDP socket under fq. */
    static final long UNPACED = -1;

    private static final int TCP_STATE_MASK = 0xFF;
    /** Words of tcp_info up to and including tcpi_snd_mss at byte 16. */
    private static final int TCP_INFO_WORDS = 5;

    private static final int SEND_MSS = 4;
    /** Bytes in tcp_info. */
    private static final int TCPI_OPTIONS = 5;

    private static final int TCPI_OPT_TIMESTAMPS = 1;
    /** Bytes in struct sockaddr_in6: family, port, flow, address. */
    private static final int SIN6_ADDR = 8;

    static final int IPV4 = 4;
    static final int IPV6 = 6;
    /** ::ffff:0:0/96, RFC 4291. */
    private static final byte[] MAPPED = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1, -1};

    private final int fd;
    private final int[] word = new int[1];
    private final int[] length = new int[1];

    SocketOptions(int fd) {
        this.fd = fd;
    }

    int fd() {
        return fd;
    }

    int domain() throws QosException {
        return get(LibC.SOL_SOCKET, LibC.SO_DOMAIN, "getsockopt(SO_DOMAIN)");
    }

    /** The kernel's own number of the socket, never used twice; tells a re-used descriptor from the socket it was. */
    long cookie() throws QosException {
        return getLong(LibC.SO_COOKIE, "getsockopt(SO_COOKIE)");
    }

    int tos() throws QosException {
        return get(LibC.IPPROTO_IP, LibC.IP_TOS, "getsockopt(IP_TOS)");
    }

    void tos(int value) throws QosException {
        set(LibC.IPPROTO_IP, LibC.IP_TOS, value, "setsockopt(IP_TOS)");
    }

    int trafficClass() throws QosException {
        return get(LibC.IPPROTO_IPV6, LibC.IPV6_TCLASS, "getsockopt(IPV6_TCLASS)");
    }

    void trafficClass(int value) throws QosException {
        set(LibC.IPPROTO_IPV6, LibC.IPV6_TCLASS, value, "setsockopt(IPV6_TCLASS)");
    }

    int priority() throws QosException {
        return get(LibC.SOL_SOCKET, LibC.SO_PRIORITY, "getsockopt(SO_PRIORITY)");
    }

    void priority(int value) throws QosException {
        set(LibC.SOL_SOCKET, LibC.SO_PRIORITY, value, "setsockopt(SO_PRIORITY)");
    }

    /** Bytes per second of TCP payload, or {@link #UNPACED}. */
    long pacing() throws QosException {
        return getLong(LibC.SO_MAX_PACING_RATE, "getsockopt(SO_MAX_PACING_RATE)");
    }

    void pacing(long bytesPerSecond) throws QosException {
        int result =
                LibC.setsockopt(fd, LibC.SOL_SOCKET, LibC.SO_MAX_PACING_RATE, new long[] {bytesPerSecond}, Long.BYTES);
        check(result, "setsockopt(SO_MAX_PACING_RATE)");
    }

    /** The TCP state, see tcp_states.h; 0 if this is no TCP socket. */
    int tcpState() {
        return tcpInfo(word) ? word[0] & TCP_STATE_MASK : 0;
    }

    /** The TCP segment size in bytes of payload; 0 if this is no TCP socket. */
    int segmentSize() {
        int[] info = new int[TCP_INFO_WORDS];
        return tcpInfo(info) ? info[SEND_MSS] : 0;
    }

    /** Whether the segments carry time stamps. */
    boolean hasTimestamps() {
        byte[] info = new byte[TCPI_OPTIONS + 1];
        length[0] = info.length;
        int result = LibC.getsockopt(fd, LibC.IPPROTO_TCP, LibC.TCP_INFO, info, length);
        return result == 0 && (info[TCPI_OPTIONS] & TCPI_OPT_TIMESTAMPS) != 0;
    }

    /** Which IP the packets are of, 4 or 6; 0 if the socket is not connected. Those of a dual-stack socket may be of IPv4. */
    int ipVersion() {
        byte[] peer = new byte[LibC.SOCKADDR_BYTES];
        if (LibC.getpeername(fd, peer, length(peer.length)) != 0) {
            return 0;
        }
        return length[0] == LibC.SOCKADDR_BYTES && !startsWith(peer, MAPPED) ? IPV6 : IPV4;
    }

    private static boolean startsWith(byte[] sockaddr, byte[] prefix) {
        return Arrays.equals(sockaddr, SIN6_ADDR, SIN6_ADDR + prefix.length, prefix, 0, prefix.length);
    }

    private boolean tcpInfo(int[] info) {
        int wanted = info.length * Integer.BYTES;
        return LibC.getsockopt(fd, LibC.IPPROTO_TCP, LibC.TCP_INFO, info, length(wanted)) == 0 && length[0] == wanted;
    }

    private int get(int level, int name, String operation) throws QosException {
        check(LibC.getsockopt(fd, level, name, word, length(Integer.BYTES)), operation);
        return word[0];
    }

    private long getLong(int name, String operation) throws QosException {
        long[] value = new long[1];
        check(LibC.getsockopt(fd, LibC.SOL_SOCKET, name, value, length(Long.BYTES)), operation);
        return value[0];
    }

    private void set(int level, int name, int value, String operation) throws QosException {
        word[0] = value;
        check(LibC.setsockopt(fd, level, name, word, Integer.BYTES), operation);
    }

    private int[] length(int bytes) {
        length[0] = bytes;
        return length;
    }

    private static void check(int result, String operation) throws QosException {
        if (result != 0) {
            throw Errno.exception(operation, Native.getLastError());
        }
    }
}
