package io.github.qosflow.examples.voip.proxy;

import java.util.List;
import javax.sip.address.URI;

/**
 * Where a request is sent to.
 *
 * @param uri its new Request-URI
 * @param q preference: those with the highest are asked first, all at once
 * @param ways how to get there: the next one is tried if the one before cannot be reached
 */
record Target(URI uri, double q, List<Way> ways) {}
