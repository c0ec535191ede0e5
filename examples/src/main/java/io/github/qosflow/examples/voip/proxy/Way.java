package io.github.qosflow.examples.voip.proxy;

import gov.nist.javax.sip.address.AddressImpl;
import io.github.qosflow.examples.voip.sip.Hop;
import org.jspecify.annotations.Nullable;

/**
 * How a request can get to its target.
 *
 * @param hop the next element
 * @param route what to put on top of the Route headers, or null for nothing
 */
record Way(Hop hop, @Nullable AddressImpl route) {}
