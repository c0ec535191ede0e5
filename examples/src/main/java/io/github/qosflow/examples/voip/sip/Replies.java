package io.github.qosflow.examples.voip.sip;

import gov.nist.javax.sip.message.SIPRequest;
import gov.nist.javax.sip.message.SIPResponse;
import java.util.Random;
import java.util.concurrent.ThreadLocalRandom;

/** Answers to requests. */
public final class Replies {
    private static final int RETRY_SECONDS = 5;

    private Replies() {}

    /**
     * An answer with the request's Via, From, To, Call-ID and CSeq (RFC 3261 section 8.2.6), its To with a tag.
     *
     * @param request what is answered
     * @param status how
     * @return the answer, with the standard's words for the status
     */
    public static SIPResponse to(SIPRequest request, int status) {
        return tagged(request.createResponse(status));
    }

    /**
     * As {@link #to(SIPRequest, int)}, in other words.
     *
     * @param request what is answered
     * @param status how
     * @param reason why
     * @return the answer
     */
    public static SIPResponse to(SIPRequest request, int status, String reason) {
        return tagged(request.createResponse(status, reason));
    }

    /**
     * 503: not now, but soon.
     *
     * @param request what is answered
     * @return the answer
     */
    public static SIPResponse overloaded(SIPRequest request) {
        SIPResponse answer = to(request, 503);
        answer.addHeader("Retry-After: " + RETRY_SECONDS);
        return answer;
    }

    private static SIPResponse tagged(SIPResponse response) {
        if (response.getStatusCode() > 100 && !response.hasToTag()) {
            response.setToTag(newTag());
        }
        return response;
    }

    static String newTag() {
        Random random = ThreadLocalRandom.current();
        return Long.toString(random.nextLong() & Long.MAX_VALUE, 36);
    }
}
