package io.github.qosflow.examples.voip.proxy;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Optional;
import javax.sip.address.SipURI;

/** Under which addresses this server is known. */
record Self(Addresses addresses) {
    /** Whether a Route or a Request-URI names this server by its address. */
    boolean is(SipURI uri) {
        int port = port(uri);
        return literal(uri.getHost())
                .filter(address -> addresses.listeners().values().stream()
                        .flatMap(List::stream)
                        .anyMatch(there -> there.getPort() == port && covers(there.getAddress(), address)))
                .isPresent();
    }

    private static boolean covers(InetAddress bound, InetAddress address) {
        return bound.equals(address) || (bound.isAnyLocalAddress() && ofThisMachine(address));
    }

    private static boolean ofThisMachine(InetAddress address) {
        try {
            return NetworkInterface.getByInetAddress(address) != null;
        } catch (SocketException e) {
            return false;
        }
    }

    /** The port a URI means when it names none (RFC 3261 section 19.1.2). */
    static int port(SipURI uri) {
        if (uri.getPort() > 0) {
            return uri.getPort();
        }
        return uri.isSecure() || "tls".equalsIgnoreCase(uri.getTransportParam()) ? 5061 : 5060;
    }

    /** An address without asking DNS: names are nobody's here. */
    static Optional<InetAddress> literal(String host) {
        try {
            byte[] bytes = NetUtil.createByteArrayFromIpAddressString(host);
            return bytes == null ? Optional.empty() : Optional.of(InetAddress.getByAddress(bytes));
        } catch (UnknownHostException e) {
            return Optional.empty();
        }
    }
}
