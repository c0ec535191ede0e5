package io.github.qosflow.examples.voip.sip;

import gov.nist.javax.sip.header.Via;
import gov.nist.javax.sip.message.SIPRequest;
import gov.nist.javax.sip.message.SIPResponse;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Where responses go (RFC 3261 section 18.2.2, RFC 3581 section 4). */
public final class Hops {
    private static final int PORT = 5060;
    private static final int TLS_PORT = 5061;
    private static final int MAX_PORT = 65_535;

    private Hops() {}

    /**
     * Where the answers to a request go.
     *
     * @param request as received
     * @param from who sent it
     * @return the way back: the request's own connection while there is one, else to the port that its Via names
     */
    public static Hop answering(SIPRequest request, Hop from) {
        return answering(request.getTopmostVia(), from);
    }

    static Hop answering(Via via, Hop from) {
        if (via.hasParameter("rport") && !from.transport().reliable()) {
            return from;
        }
        InetSocketAddress address = new InetSocketAddress(from.address().getAddress(), port(via, from.transport()));
        return new Hop(from.transport(), address, from.channel());
    }

    /**
     * Where a response goes that was received and is passed on without a transaction that knows better.
     *
     * @param response with the own Via taken off
     * @return the way its top Via tells; empty if that is no single host's address: names are not looked up
     */
    public static Optional<Hop> next(SIPResponse response) {
        Via via = response.getTopmostVia();
        if (via == null) {
            return Optional.empty();
        }
        String received = via.getReceived();
        InetAddress address = address(received == null ? via.getHost() : received);
        Optional<Transport> transport = transport(via.getTransport());
        if (address == null
                || transport.isEmpty()
                || address.isMulticastAddress()
                || address.isAnyLocalAddress()
                || address.getHostAddress().equals("255.255.255.255")) {
            return Optional.empty(); // RFC 4475 section 3.3.10
        }
        return Optional.of(new Hop(transport.get(), new InetSocketAddress(address, rport(via, transport.get())), null));
    }

    /**
     * The default port.
     *
     * @param transport of what
     * @return 5060 or 5061
     */
    public static int defaultPort(Transport transport) {
        return transport == Transport.TLS ? TLS_PORT : PORT;
    }

    /** The address that a literal means; null for a name. */
    static @Nullable InetAddress address(String literal) {
        byte[] octets = NetUtil.createByteArrayFromIpAddressString(literal);
        try {
            return octets == null ? null : InetAddress.getByAddress(octets);
        } catch (UnknownHostException e) {
            return null;
        }
    }

    private static Optional<Transport> transport(String name) {
        try {
            return Optional.of(Transport.valueOf(name.toUpperCase(Locale.ROOT)));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static int rport(Via via, Transport transport) {
        String rport = via.getParameter("rport");
        int port = rport != null && rport.matches("[0-9]{1,5}") ? Integer.parseInt(rport) : 0;
        return port > 0 && port <= MAX_PORT ? port : port(via, transport);
    }

    private static int port(Via via, Transport transport) {
        return via.getPort() > 0 ? via.getPort() : defaultPort(transport);
    }
}
