package io.github.qosflow.examples.voip.proxy;

import gov.nist.javax.sip.message.SIPRequest;
import gov.nist.javax.sip.message.SIPResponse;
import io.github.qosflow.examples.voip.sip.Replies;
import java.text.ParseException;
import java.util.concurrent.CompletionException;

/** What to answer to an offer that cannot be relayed. */
final class MediaFailure {
    private MediaFailure() {}

    static SIPResponse answer(SIPRequest request, Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        return cause instanceof ParseException ? Replies.to(request, 488) : Replies.overloaded(request);
    }
}
