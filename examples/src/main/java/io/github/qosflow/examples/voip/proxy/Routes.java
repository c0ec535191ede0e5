package io.github.qosflow.examples.voip.proxy;

import gov.nist.javax.sip.address.SipUri;
import gov.nist.javax.sip.header.Route;
import gov.nist.javax.sip.header.RouteList;
import gov.nist.javax.sip.message.SIPRequest;
import io.github.qosflow.examples.voip.location.AddressOfRecord;
import io.github.qosflow.examples.voip.sip.Hop;
import java.util.Optional;
import javax.sip.address.URI;
import javax.sip.header.RouteHeader;

/** The Route headers of a request: which elements it shall go through. */
record Routes(Self self) {
    /**
     * Takes this server's own entries off (RFC 3261 section 16.4), also where a strict router before put them into the Request-URI.
     *
     * @return the connection that another server of ours wants used
     */
    Optional<Hop> removeOwn(SIPRequest request) {
        restoreFromStrictRouter(request);
        Optional<Hop> connection = Optional.empty();
        Optional<SipUri> top = top(request).filter(self::is);
        while (top.isPresent()) {
            connection = top.map(AddressOfRecord::of).flatMap(Routes::connection);
            request.removeFirst(RouteHeader.NAME);
            top = top(request).filter(self::is);
        }
        return connection;
    }

    private void restoreFromStrictRouter(SIPRequest request) {
        RouteList routes = request.getRouteHeaders();
        if (routes != null
                && !routes.isEmpty()
                && request.getRequestURI() instanceof SipUri uri
                && uri.hasLrParam()
                && self.is(uri)) {
            request.setRequestURI(((Route) routes.getLast()).getAddress().getURI());
            request.removeLast(RouteHeader.NAME);
        }
    }

    /** The element that the request shall visit next. */
    static Optional<SipUri> top(SIPRequest request) {
        RouteList routes = request.getRouteHeaders();
        if (routes == null || routes.isEmpty()) {
            return Optional.empty();
        }
        URI uri = ((Route) routes.getFirst()).getAddress().getURI();
        return uri instanceof SipUri sip ? Optional.of(sip) : Optional.empty();
    }

    private static Optional<Hop> connection(String text) {
        try {
            return Optional.of(Hop.parse(text)).filter(hop -> hop.transport().reliable());
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
