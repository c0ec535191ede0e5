package io.github.qosflow.examples.voip.proxy;

import gov.nist.javax.sip.address.SipUri;
import gov.nist.javax.sip.header.Route;
import gov.nist.javax.sip.message.SIPRequest;
import io.github.qosflow.examples.voip.location.AddressOfRecord;
import io.github.qosflow.examples.voip.sip.Hop;
import java.util.Optional;
import javax.sip.header.RouteHeader;

/** The Route headers of a request: which elements it shall go through. */
record Routes(Addresses addresses) {
    /**
     * Takes this server's own entries off (RFC 3261 section 16.4), also where a strict router before put them into the Request-URI.
     *
     * @return the connection that another server of ours wants used
     */
    Optional<Hop> removeOwn(SIPRequest request) {
        restoreFromStrictRouter(request);
        Optional<Hop> connection = Optional.empty();
        for (Optional<SipUri> own = own(request); own.isPresent(); own = own(request)) {
            connection = own.map(AddressOfRecord::of).flatMap(Routes::connection);
            request.removeFirst(RouteHeader.NAME);
        }
        return connection;
    }

    private void restoreFromStrictRouter(SIPRequest request) {
        if (request.hasHeader(RouteHeader.NAME)
                && request.getRequestURI() instanceof SipUri uri
                && uri.hasLrParam()
                && addresses.include(uri)) {
            Route last = (Route) request.getRouteHeaders().getLast();
            request.setRequestURI(last.getAddress().getURI());
            request.removeLast(RouteHeader.NAME);
        }
    }

    private Optional<SipUri> own(SIPRequest request) {
        return top(request).filter(addresses::include);
    }

    /** The element that the request shall visit next. */
    static Optional<SipUri> top(SIPRequest request) {
        return request.getHeader(RouteHeader.NAME) instanceof Route route
                        && route.getAddress().getURI() instanceof SipUri uri
                ? Optional.of(uri)
                : Optional.empty();
    }

    private static Optional<Hop> connection(String text) {
        try {
            return Optional.of(Hop.parse(text)).filter(hop -> hop.transport().reliable());
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
