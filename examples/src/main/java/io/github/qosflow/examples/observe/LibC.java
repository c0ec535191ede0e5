package io.github.qosflow.examples.observe;

import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;

/**
 * The part of the C library that shows packets, names and numbers as in the headers (asm-generic: x86-64, aarch64,
 * riscv64). Each function returns -1 on failure; {@link Native#getLastError()} then has errno.
 */
final class LibC {
    /** {@code sys/socket.h}. */
    static final int AF_INET6 = 10;

    static final int AF_PACKET = 17;
    static final int SOCK_RAW = 3;

    static final int MSG_DONTWAIT = 0x40;
    static final int MSG_PEEK = 0x2;
    static final int MSG_ERRQUEUE = 0x2000;

    /** {@code asm/socket.h}; socket(7). */
    static final int SOL_SOCKET = 1;

    static final int SO_RCVBUF = 8;
    static final int SO_RCVBUFFORCE = 33;
    static final int SO_TIMESTAMPING = 37;
    static final int SO_DOMAIN = 39;

    /** {@code linux/net_tstamp.h}; Documentation/networking/timestamping.rst. */
    static final int SOF_TIMESTAMPING_TX_SOFTWARE = 2;

    static final int SOF_TIMESTAMPING_SOFTWARE = 16;

    /** {@code linux/in.h}; ip(7). */
    static final int IPPROTO_IP = 0;

    static final int IP_TOS = 1;
    static final int IP_RECVTOS = 13;

    /** {@code linux/in6.h}; ipv6(7). */
    static final int IPPROTO_IPV6 = 41;

    static final int IPV6_2292PKTOPTIONS = 6;
    static final int IPV6_RECVTCLASS = 66;
    static final int IPV6_TCLASS = 67;

    /** {@code linux/if_ether.h}; packet(7). */
    static final short ETH_P_IP = 0x0800;

    /** {@code poll.h}. */
    static final short POLLIN = 1;

    /** {@code asm-generic/errno-base.h}. */
    static final int EAGAIN = 11;

    /** {@code asm-generic/errno.h}. */
    static final int ECONNREFUSED = 111;

    static {
        Native.register(LibC.class, NativeLibrary.getProcess());
    }

    private LibC() {}

    static native int socket(int family, int type, int protocol);

    static native int close(int descriptor);

    /** {@code length} goes in as the size in bytes and comes out as what was written. */
    static native int getsockopt(int socket, int level, int name, byte[] value, int[] length);

    static native int setsockopt(int socket, int level, int name, int[] value, int length);

    /** {@code message} is a struct msghdr; returns ssize_t. */
    static native long recvmsg(int socket, Pointer message, int flags);

    /** {@code descriptors} is one struct pollfd; nfds_t is an unsigned long. */
    static native int poll(Pointer descriptors, long count, int milliseconds);
}
