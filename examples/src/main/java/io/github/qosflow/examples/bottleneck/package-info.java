/**
 * Voice beside bulk traffic through a full 10 Mbit/s bottleneck: what a mark changes, as figures and a picture. {@code
 * ./bottleneck} makes the network and runs these programs in it; {@link
 * io.github.qosflow.examples.bottleneck.VoiceSender} holds all that marks a packet.
 */
@NullMarked
package io.github.qosflow.examples.bottleneck;

import org.jspecify.annotations.NullMarked;
