package io.github.qosflow.examples.voip.proxy;

import io.github.qosflow.examples.voip.sip.Hop;
import java.util.List;
import javax.sip.address.URI;

/**
 * Where a request is sent to.
 *
 * @param uri its new Request-URI
 * @param q preference: those with the highest are asked first, all at once
 * @param ways how to get there: the next one is tried if the one before cannot be reached
 */
record Target(URI uri, double q, List<Way> ways) {
    /** The only one, and only to be reached by this hop. */
    static Target of(URI uri, Hop hop) {
        return new Target(uri, 1, List.of(new Way(hop, null)));
    }

    Hop firstHop() {
        return ways.get(0).hop();
    }
}
