package io.github.qosflow.examples.voip.proxy;

import gov.nist.javax.sip.address.AddressImpl;
import gov.nist.javax.sip.address.SipUri;
import gov.nist.javax.sip.header.RecordRoute;
import gov.nist.javax.sip.header.Route;
import gov.nist.javax.sip.header.Via;
import gov.nist.javax.sip.message.SIPRequest;
import io.github.qosflow.examples.voip.sip.Hop;
import io.github.qosflow.examples.voip.sip.SipSender;
import io.github.qosflow.examples.voip.sip.Transport;
import io.github.qosflow.examples.voip.transaction.ClientTransaction;
import io.github.qosflow.examples.voip.transaction.ResponseListener;
import io.github.qosflow.examples.voip.transaction.Transactions;
import io.netty.util.NetUtil;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.util.Locale;
import java.util.Objects;
import java.util.Random;
import java.util.UUID;
import javax.sip.InvalidArgumentException;
import javax.sip.SipException;
import javax.sip.header.ProxyAuthorizationHeader;
import javax.sip.header.ProxyRequireHeader;
import javax.sip.header.RouteHeader;

/** Makes of a request that came the one that goes on (RFC 3261 section 16.6), and sends it. */
final class Forwarding {
    private final SipSender sender;
    private final Transactions transactions;
    /** Tells this server's branches from all others'. */
    private final String prefix = "z9hG4bK" + Long.toString(new Random().nextLong() & Long.MAX_VALUE, 36) + '.';

    private long count;

    Forwarding(SipSender sender, Transactions transactions) {
        this.sender = sender;
        this.transactions = transactions;
    }

    ClientTransaction send(Incoming incoming, Target target, Way way, ResponseListener listener) {
        SIPRequest copy = copy(incoming.request(), target, way, incoming.from(), incoming.loopMark());
        return transactions.start(copy, way.hop(), listener);
    }

    void acknowledge(SIPRequest ack, Target target, Hop from) {
        Way way = target.ways().get(0);
        transactions.sendDirectly(copy(ack, target, way, from, loopMark(ack)), way.hop());
    }

    /** With Record-Route if later requests shall come through here too. */
    private SIPRequest copy(SIPRequest request, Target target, Way way, Hop from, String loopMark) {
        SIPRequest copy = (SIPRequest) request.clone();
        try {
            copy.setRequestURI(target.uri());
            copy.getMaxForwards().decrementMaxForwards(); // who sent none got one when the request was read
            copy.removeHeader(ProxyAuthorizationHeader.NAME); // it was for this server
            if (way.route() != null) {
                copy.addFirst(new Route(way.route()));
            }
            if (request.getMethod().equals("INVITE") && !request.hasToTag()) {
                recordRoute(copy, from, way.hop());
            }
            copy.addFirst(via(way.hop(), prefix + distinct(request) + '.' + loopMark));
            return copy;
        } catch (SipException | ParseException | InvalidArgumentException e) {
            throw new IllegalStateException("cannot forward to " + target, e);
        }
    }

    /** One entry for each side, if they know this server by different addresses (RFC 5658). */
    private void recordRoute(SIPRequest copy, Hop from, Hop to) throws SipException, ParseException {
        AddressImpl in = route(from.transport(), sender.local(from));
        AddressImpl out = route(to.transport(), sender.local(to));
        copy.addFirst(new RecordRoute(in));
        if (!in.equals(out)) {
            copy.addFirst(new RecordRoute(out));
        }
    }

    /** A server of ours. */
    static AddressImpl route(Transport transport, InetSocketAddress at) throws ParseException {
        SipUri uri = new SipUri();
        uri.setHost(NetUtil.toAddressString(at.getAddress()));
        uri.setPort(at.getPort());
        if (transport != Transport.UDP) {
            uri.setTransportParam(transport.name().toLowerCase(Locale.ROOT));
        }
        uri.setLrParam();
        AddressImpl route = new AddressImpl();
        route.setURI(uri);
        return route;
    }

    /** An ACK of a 2xx is forwarded without a state: when it comes again it must leave as the same (RFC 3261 section 16.11). */
    private String distinct(SIPRequest request) {
        if (request.getMethod().equals("ACK")) {
            String same =
                    request.getCallId().getCallId() + request.getTopmostVia().encode();
            return UUID.nameUUIDFromBytes(same.getBytes(StandardCharsets.UTF_8)).toString();
        }
        return Long.toString(count++, 36);
    }

    private Via via(Hop hop, String branch) throws ParseException, InvalidArgumentException {
        InetSocketAddress local = sender.local(hop);
        Via via = new Via();
        via.setTransport(hop.transport().name());
        via.setHost(NetUtil.toAddressString(local.getAddress()));
        via.setPort(local.getPort());
        via.setBranch(branch);
        return via;
    }

    /** What changes on a spiral and stays the same in a loop (RFC 3261 section 16.6, step 8; RFC 5393 section 4.2.1). */
    static String loopMark(SIPRequest request) {
        int hash = Objects.hash(
                request.getRequestURI().toString(),
                request.getFromTag(),
                request.getToTag(),
                request.getCallId().getCallId(),
                request.getCSeq().getSeqNumber(),
                String.valueOf(request.getHeader(ProxyRequireHeader.NAME)),
                String.valueOf(request.getHeader(RouteHeader.NAME)));
        return Integer.toHexString(hash);
    }

    /** Whether the request was here before, just as it is. */
    boolean loops(Incoming incoming) {
        return incoming.request().getViaHeaders().stream()
                .map(Via::getBranch)
                .anyMatch(branch ->
                        branch != null && branch.startsWith(prefix) && branch.endsWith('.' + incoming.loopMark()));
    }
}
