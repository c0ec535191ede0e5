package io.github.qosflow.examples.voip.media;

import io.github.qosflow.examples.voip.flows.FlowHandlers;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/**
 * What all calls share.
 *
 * @param flows marks their sockets
 * @param ports that are free
 * @param families which local addresses there are
 * @param open sockets now
 * @param dropped packets until now
 */
record Resources(FlowHandlers flows, Ports ports, Families families, AtomicInteger open, LongAdder dropped) {}
