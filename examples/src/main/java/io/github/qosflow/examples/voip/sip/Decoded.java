package io.github.qosflow.examples.voip.sip;

import gov.nist.javax.sip.message.SIPMessage;
import gov.nist.javax.sip.message.SIPResponse;

/** What was received. */
public sealed interface Decoded {
    /**
     * A message that is well-formed.
     *
     * @param message the message
     */
    record Message(SIPMessage message) implements Decoded {}

    /**
     * A request that is not, and whose sender is told so.
     *
     * @param answer 400, 413 or 505, with all that could be copied; without a topmost Via if none could be read
     */
    record Answerable(SIPResponse answer) implements Decoded {}

    /**
     * Noise, a broken response or a broken ACK: nobody is told.
     *
     * @param why in words
     */
    record Unusable(String why) implements Decoded {}
}
