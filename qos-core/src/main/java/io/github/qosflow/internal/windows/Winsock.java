package io.github.qosflow.internal.windows;

import com.sun.jna.Pointer;
import com.sun.jna.ptr.IntByReference;
import com.sun.jna.win32.StdCallLibrary;

/** What is needed of {@code ws2_32.dll} to know a socket: its family, its two ends. 0 is success; numbers from {@code winsock2.h}. */
@SuppressWarnings("MemberName") // the header's names
interface Winsock extends StdCallLibrary {
    /** Level of the options below. */
    int SOL_SOCKET = 0xFFFF;

    /** Option: whether the socket listens; 4 bytes. */
    int SO_ACCEPTCONN = 0x0002;

    /** Option: the WSAPROTOCOL_INFOW the socket was made from; the one way to the family of an unbound socket. */
    int SO_PROTOCOL_INFOW = 0x2005;

    /** Bytes of WSAPROTOCOL_INFOW. */
    int PROTOCOL_INFO_BYTES = 628;

    /** Offset of {@code iAddressFamily} in WSAPROTOCOL_INFOW. */
    int PROTOCOL_INFO_FAMILY = 76;

    /** Error: the socket is not bound yet (getsockname). */
    int WSAEINVAL = 10022;

    /** Error: the number is no socket. */
    int WSAENOTSOCK = 10038;

    /** Error: the socket is not connected (getpeername). */
    int WSAENOTCONN = 10057;

    /**
     * The local end.
     *
     * @param s in: the socket
     * @param name out: SOCKADDR
     * @param namelen in: room; out: bytes written
     * @return 0 on success; else 10022 not bound, 10038 not a socket
     */
    int getsockname(Pointer s, byte[] name, IntByReference namelen);

    /**
     * The other end.
     *
     * @param s in: the socket
     * @param name out: SOCKADDR
     * @param namelen in: room; out: bytes written
     * @return 0 on success; else 10038 not a socket, 10057 not connected
     */
    int getpeername(Pointer s, byte[] name, IntByReference namelen);

    /**
     * An option's value.
     *
     * @param s in: the socket
     * @param level in: SOL_SOCKET
     * @param optname in: the option
     * @param optval out: the value
     * @param optlen in: room; out: bytes written
     * @return 0 on success; else 10038 not a socket
     */
    int getsockopt(Pointer s, int level, int optname, byte[] optval, IntByReference optlen);
}
