package io.github.qosflow.internal.windows;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * SOCKADDR_IN and SOCKADDR_IN6 as bytes: family, port in network order, address. All Windows machines are little-endian.
 *
 * @see <a href="https://learn.microsoft.com/en-us/windows/win32/api/ws2def/">ws2def.h</a>
 */
final class SockAddr {
    static final int AF_INET = 2;
    /** Not Linux's 10. */
    static final int AF_INET6 = 23;
    /** Enough for both. */
    static final int MAX_BYTES = 28;

    private static final int INET_BYTES = 16;
    private static final int PORT = 2;
    private static final int INET_ADDRESS = 4;
    private static final int INET6_ADDRESS = 8;
    private static final int INET6_SCOPE = 24;

    private SockAddr() {}

    /** The family an address belongs to; IPv4-mapped ones do not exist among Java's addresses. */
    static int family(InetSocketAddress address) {
        return address.getAddress() instanceof Inet6Address ? AF_INET6 : AF_INET;
    }

    static byte[] bytes(InetSocketAddress address) {
        InetAddress host = address.getAddress();
        boolean six = host instanceof Inet6Address;
        ByteBuffer raw = ByteBuffer.allocate(six ? MAX_BYTES : INET_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        raw.putShort(0, (short) family(address));
        raw.put(PORT, (byte) (address.getPort() >> Byte.SIZE)).put(PORT + 1, (byte) address.getPort());
        raw.put(six ? INET6_ADDRESS : INET_ADDRESS, host.getAddress());
        if (host instanceof Inet6Address inet6) {
            raw.putInt(INET6_SCOPE, inet6.getScopeId());
        }
        return raw.array();
    }

    /** Reads either form; an IPv4-mapped address becomes the IPv4 one, as everywhere in Java. */
    static InetSocketAddress parse(byte[] bytes) {
        ByteBuffer raw = ByteBuffer.wrap(bytes);
        int port = raw.order(ByteOrder.BIG_ENDIAN).getShort(PORT) & 0xFFFF;
        boolean six = raw.order(ByteOrder.LITTLE_ENDIAN).getShort(0) == AF_INET6;
        byte[] host = new byte[six ? 16 : 4];
        raw.get(six ? INET6_ADDRESS : INET_ADDRESS, host);
        try {
            InetAddress address = InetAddress.getByAddress(host);
            return new InetSocketAddress(
                    address instanceof Inet6Address
                            ? Inet6Address.getByAddress(null, host, raw.getInt(INET6_SCOPE))
                            : address,
                    port);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("an address of " + host.length + " bytes", e);
        }
    }
}
