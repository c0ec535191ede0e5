package io.github.qosflow.examples.voip.proxy;

import gov.nist.javax.sip.message.SIPRequest;
import gov.nist.javax.sip.message.SIPResponse;
import io.github.qosflow.examples.voip.sip.Replies;
import java.text.ParseException;

/** What to answer to an offer that cannot be relayed. */
final class MediaFailure {
    private MediaFailure() {}

    static SIPResponse answer(SIPRequest request, Throwable failure) {
        return failure instanceof ParseException ? Replies.to(request, 488) : Replies.overloaded(request);
    }
}
