/** A signaling server for telephony over IP whose calls, signaling and media, are marked. */
@NullMarked
package io.github.qosflow.examples.voip;

import org.jspecify.annotations.NullMarked;
