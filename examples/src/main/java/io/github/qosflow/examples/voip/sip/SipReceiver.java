package io.github.qosflow.examples.voip.sip;

import gov.nist.javax.sip.message.SIPMessage;

/** Gets what arrives. Always called on the signaling event loop. */
public interface SipReceiver {
    /**
     * A message that is well-formed: it has all mandatory headers, each readable. A request's top Via tells where it came
     * from ({@code received}, {@code rport}).
     *
     * @param message the message
     * @param from who sent it, and where answers go if the way it came by is still there
     */
    void received(SIPMessage message, Hop from);
}
