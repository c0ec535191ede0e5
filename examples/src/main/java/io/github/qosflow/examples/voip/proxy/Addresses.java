package io.github.qosflow.examples.voip.proxy;

import io.github.qosflow.examples.voip.sip.Hop;
import io.github.qosflow.examples.voip.sip.Transport;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.List;
import java.util.Map;
import javax.sip.address.SipURI;

/**
 * Where this server is.
 *
 * @param node how other servers of ours reach it, as {@code tcp:192.0.2.1:5060}; also its name
 * @param listeners by transport
 */
public record Addresses(String node, Map<Transport, List<InetSocketAddress>> listeners) {
    /** Whether a Route or a Request-URI names this server by its address: names are nobody's here. */
    boolean include(SipURI uri) {
        return Targets.literal(uri).map(Hop::address).filter(this::include).isPresent();
    }

    private boolean include(InetSocketAddress address) {
        return listeners.values().stream()
                .flatMap(List::stream)
                .anyMatch(there ->
                        there.getPort() == address.getPort() && covers(there.getAddress(), address.getAddress()));
    }

    private static boolean covers(InetAddress bound, InetAddress address) {
        try {
            return bound.equals(address)
                    || (bound.isAnyLocalAddress() && NetworkInterface.getByInetAddress(address) != null);
        } catch (SocketException e) {
            return false; // the system does not tell: no address of this machine's
        }
    }
}
