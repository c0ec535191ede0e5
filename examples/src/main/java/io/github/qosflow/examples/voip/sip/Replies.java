package io.github.qosflow.examples.voip.sip;

import gov.nist.javax.sip.message.SIPRequest;
import gov.nist.javax.sip.message.SIPResponse;
import java.nio.charset.StandardCharsets;
import java.util.UUID;

/** Answers to requests (RFC 3261 section 8.2.6). */
public final class Replies {
    private static final String SALT = UUID.randomUUID().toString();

    private Replies() {}

    /**
     * An answer with the usual words.
     *
     * @param request what is answered
     * @param status how
     * @return the answer, with what it has to copy and a tag in To
     */
    public static SIPResponse to(SIPRequest request, int status) {
        return to(request, status, SIPResponse.getReasonPhrase(status));
    }

    /**
     * An answer.
     *
     * @param request what is answered
     * @param status how
     * @param reason in words
     * @return the answer, with what it has to copy and a tag in To
     */
    public static SIPResponse to(SIPRequest request, int status, String reason) {
        SIPResponse response = request.createResponse(status, reason);
        if (status != 100) {
            response.removeHeader("Timestamp");
            if (response.getTo() != null && response.getToTag() == null) {
                response.setToTag(tag(request));
            }
        }
        return response;
    }

    /**
     * 503: not now, but soon.
     *
     * @param request what is answered
     * @return the answer
     */
    public static SIPResponse overloaded(SIPRequest request) {
        SIPResponse answer = to(request, 503);
        answer.addHeader("Retry-After: 5");
        return answer;
    }

    /** The same for each copy of a request, also without a transaction that remembers it (RFC 3261 section 8.2.7). */
    private static String tag(SIPRequest request) {
        String text = SALT + request.getTopmostVia() + request.getCallId() + request.getCSeq() + request.getFrom();
        return UUID.nameUUIDFromBytes(text.getBytes(StandardCharsets.UTF_8)).toString();
    }
}
