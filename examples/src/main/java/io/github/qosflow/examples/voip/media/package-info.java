/** The media relay: rewritten session descriptions, ports, and RTP that is passed on with its mark. */
@NullMarked
package io.github.qosflow.examples.voip.media;

import org.jspecify.annotations.NullMarked;
