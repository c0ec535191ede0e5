package io.github.qosflow.examples.voip.proxy;

import static java.nio.charset.StandardCharsets.UTF_8;

import gov.nist.javax.sip.address.AddressImpl;
import gov.nist.javax.sip.address.SipUri;
import gov.nist.javax.sip.parser.URLParser;
import io.github.qosflow.examples.voip.location.Binding;
import io.github.qosflow.examples.voip.sip.Hop;
import io.github.qosflow.examples.voip.sip.SipSender;
import io.github.qosflow.examples.voip.sip.Transport;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLEncoder;
import java.text.ParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.sip.address.SipURI;

/** Finds the way to a URI. */
record Targets(SipSender sender, Addresses self) {
    /** Of a registered contact; empty for one that cannot be read any more. */
    Optional<Target> of(Binding binding) {
        try {
            SipUri uri = new URLParser(binding.contact()).sipURL(true);
            return Optional.of(new Target(uri, binding.q(), ways(binding, uri)));
        } catch (ParseException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /**
     * The connection that the phone registered by, if it is here; else through the server that has it; else a new one to the contact.
     */
    private List<Way> ways(Binding binding, SipUri uri) throws ParseException {
        Hop seen = Hop.parse(binding.received());
        if (!seen.transport().reliable()) {
            return List.of(new Way(reach(uri, seen), null));
        }
        List<Way> ways = new ArrayList<>();
        if (sender.connected(seen)) {
            ways.add(new Way(seen, null));
        } else if (!binding.node().equals(self.node())) {
            ways.add(through(Hop.parse(binding.node()), binding.received()));
        }
        literal(uri).ifPresent(hop -> ways.add(new Way(hop, null)));
        return ways.isEmpty() ? List.of(new Way(seen, null)) : ways;
    }

    /** Another server of ours, which is told by the Route's user which connection to take. */
    private static Way through(Hop server, String connection) throws ParseException {
        AddressImpl route = Forwarding.route(server.transport(), server.address());
        route.setUser(URLEncoder.encode(connection, UTF_8)); // colons and brackets mean something there
        return new Way(server, route);
    }

    /**
     * How to reach a phone that was heard from: where its contact says, unless that is another address than its messages come from, as
     * behind NAT; over a connection by that connection.
     */
    private Hop reach(SipURI contact, Hop seen) {
        if (seen.transport().reliable() && sender.connected(seen)) {
            return seen;
        }
        return literal(contact)
                .filter(hop -> hop.address().getAddress().equals(seen.address().getAddress()))
                .map(hop -> new Hop(seen.transport(), hop.address(), seen.channel()))
                .orElse(seen);
    }

    /** As reach, within a dialog: some phones send to the proxy whatever the other one's contact is. */
    Hop reachWithin(SipURI contact, Hop seen) {
        return self.include(contact) ? seen : reach(contact, seen);
    }

    /** Where a URI with an address in it leads to (RFC 3263 without its look-ups). */
    static Optional<Hop> literal(SipURI uri) {
        InetAddress address = NetUtil.createInetAddressFromIpAddressString(uri.getHost());
        if (address == null) {
            return Optional.empty();
        }
        Transport transport = transport(uri);
        int port = uri.getPort() > 0 ? uri.getPort() : transport.defaultPort(); // RFC 3261 section 19.1.2
        return Optional.of(new Hop(transport, new InetSocketAddress(address, port), null));
    }

    private static Transport transport(SipURI uri) {
        if (uri.isSecure() || "tls".equalsIgnoreCase(uri.getTransportParam())) {
            return Transport.TLS;
        }
        return "tcp".equalsIgnoreCase(uri.getTransportParam()) ? Transport.TCP : Transport.UDP;
    }
}
