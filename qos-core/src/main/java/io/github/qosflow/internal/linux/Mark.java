package io.github.qosflow.internal.linux;

import io.github.qosflow.Dscp;

/**
 * What a flow wants on a socket.
 *
 * @param dscp the code point of the packets
 * @param priority SO_PRIORITY, which the queueing disciplines of this host look at
 * @param bytesPerSecond the rate on the IP level, or 0 for none
 */
record Mark(Dscp dscp, int priority, long bytesPerSecond) {}
