package io.github.qosflow.internal.linux;

import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;

/**
 * What we need of the C library, names and numbers as in the headers (asm-generic: x86-64, aarch64, riscv64). Each
 * function returns -1 on failure; {@link Native#getLastError()} then has errno.
 *
 * <p>Arrays go in and out; {@code length} holds the size in bytes and is written back by getsockopt.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/getsockopt.2.html">getsockopt(2)</a>
 */
final class LibC {
    /** {@code sys/socket.h}. */
    static final int AF_INET = 2;

    static final int AF_INET6 = 10;
    static final int SOCK_DGRAM = 2;
    static final int MSG_DONTWAIT = 0x40;
    static final int MSG_ERRQUEUE = 0x2000;

    /** {@code asm/socket.h}; socket(7). */
    static final int SOL_SOCKET = 1;

    static final int SO_PRIORITY = 12;
    static final int SO_TIMESTAMPING = 37;
    static final int SO_DOMAIN = 39;
    static final int SO_MAX_PACING_RATE = 47;
    static final int SO_COOKIE = 57;

    /** {@code linux/in.h}; ip(7). */
    static final int IPPROTO_IP = 0;

    static final int IP_TOS = 1;
    static final int IP_RECVTOS = 13;

    /** {@code linux/in6.h}; ipv6(7). */
    static final int IPPROTO_IPV6 = 41;

    static final int IPV6_2292PKTOPTIONS = 6;
    static final int IPV6_RECVTCLASS = 66;
    static final int IPV6_TCLASS = 67;

    /** {@code linux/tcp.h}; tcp(7). */
    static final int IPPROTO_TCP = 6;

    static final int TCP_INFO = 11;
    static final int TCP_SAVE_SYN = 27;
    static final int TCP_SAVED_SYN = 28;

    /** {@code linux/net_tstamp.h}; Documentation/networking/timestamping.rst. */
    static final int SOF_TIMESTAMPING_TX_SOFTWARE = 2;

    static final int SOF_TIMESTAMPING_SOFTWARE = 16;

    /** {@code poll.h}. */
    static final short POLLIN = 1;

    /** {@code netinet/in.h}: the larger of the two address structures, sockaddr_in6. */
    static final int SOCKADDR_BYTES = 28;

    static {
        // the process has its C library loaded whatever its file is called, on musl too
        Native.register(LibC.class, NativeLibrary.getProcess());
    }

    private LibC() {}

    /** EBADF 9, EFAULT 14, EINVAL 22, ENOTSOCK 88, ENOPROTOOPT 92, EOPNOTSUPP 95. */
    static native int getsockopt(int socket, int level, int name, int[] value, int[] length);

    /** As above, for values of 64 bits. */
    static native int getsockopt(int socket, int level, int name, long[] value, int[] length);

    /** As above, for structures. */
    static native int getsockopt(int socket, int level, int name, byte[] value, int[] length);

    /** As above, with the addresses of both, for whoever asks very often. */
    static native int getsockopt(int socket, int level, int name, long value, long length);

    /** As getsockopt, and EPERM 1 or EACCES 13 for values that need a right. */
    static native int setsockopt(int socket, int level, int name, int[] value, int length);

    /** As above, for values of 64 bits. */
    static native int setsockopt(int socket, int level, int name, long[] value, int length);

    /** EACCES 13, EAFNOSUPPORT 97, EMFILE 24. */
    static native int socket(int domain, int type, int protocol);

    /** EBADF 9, ENOTCONN 107. */
    static native int getpeername(int socket, byte[] address, int[] length);

    /** {@code message} is a struct msghdr; returns ssize_t. EAGAIN 11. */
    static native long recvmsg(int socket, Pointer message, int flags);

    /** {@code descriptors} is one struct pollfd; nfds_t is an unsigned long. */
    static native int poll(Pointer descriptors, long count, int milliseconds);

    /** EBADF 9. */
    static native int close(int descriptor);
}
