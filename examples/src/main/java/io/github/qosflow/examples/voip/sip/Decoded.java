package io.github.qosflow.examples.voip.sip;

import gov.nist.javax.sip.message.SIPMessage;

/** What bytes from the network turned out to be. */
sealed interface Decoded {
    /** A message with all that every message must have. */
    record Message(SIPMessage message) implements Decoded {}

    /** A request that is wrong but deserves to be told so. */
    record Refused(String answer) implements Decoded {}

    /** Nothing that could be answered: noise, a broken response, a broken ACK. */
    record Unusable() implements Decoded {}
}
