package io.github.qosflow.examples.voip.sip;

import gov.nist.javax.sip.header.Via;
import gov.nist.javax.sip.message.SIPRequest;
import java.net.InetSocketAddress;

/** Where answers go (RFC 3261 section 18.2.2, RFC 3581 section 4). */
public final class Hops {
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
        int port = via.getPort() > 0 ? via.getPort() : from.transport().defaultPort();
        InetSocketAddress address = new InetSocketAddress(from.address().getAddress(), port);
        return new Hop(from.transport(), address, from.channel());
    }
}
