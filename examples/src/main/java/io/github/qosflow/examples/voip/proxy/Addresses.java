package io.github.qosflow.examples.voip.proxy;

import io.github.qosflow.examples.voip.sip.Transport;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;

/**
 * Where this server is.
 *
 * @param node how other servers of ours reach it, as {@code tcp:192.0.2.1:5060}; also its name
 * @param listeners by transport
 */
public record Addresses(String node, Map<Transport, List<InetSocketAddress>> listeners) {}
