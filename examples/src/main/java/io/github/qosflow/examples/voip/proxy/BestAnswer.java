package io.github.qosflow.examples.voip.proxy;

import gov.nist.javax.sip.message.SIPRequest;
import gov.nist.javax.sip.message.SIPResponse;
import io.github.qosflow.examples.voip.sip.Replies;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import javax.sip.header.ProxyAuthenticateHeader;
import javax.sip.header.WWWAuthenticateHeader;

/** Which of several failures the caller is told (RFC 3261 section 16.7, steps 6 and 7). */
final class BestAnswer {
    private BestAnswer() {}

    /** A server that is out of service is no reason for the caller to think that all are: 503 becomes 500. */
    static SIPResponse of(List<SIPResponse> failures, SIPRequest request) {
        SIPResponse best = Collections.min(failures, Comparator.comparingInt(BestAnswer::rank));
        int status = best.getStatusCode();
        if (status == 503) {
            return Replies.to(request, 500);
        }
        if (status == 401 || status == 407) {
            List<SIPResponse> others = new ArrayList<>(failures);
            others.remove(best);
            others.forEach(other -> copyChallenges(other, best));
        }
        return best;
    }

    /** A decline (6xx) first, then the lowest class; within a class what the caller can do something about. */
    private static int rank(SIPResponse response) {
        int status = response.getStatusCode();
        if (status >= 600) {
            return 0;
        }
        boolean helpful = status == 401 || status == 407 || status == 415 || status == 420 || status == 484;
        return status / 100 * 10 + (helpful ? 0 : status == 408 ? 2 : 1);
    }

    /** All challenges in one answer: the caller can give all credentials at once. */
    private static void copyChallenges(SIPResponse from, SIPResponse to) {
        from.getHeaders(WWWAuthenticateHeader.NAME).forEachRemaining(to::addHeader);
        from.getHeaders(ProxyAuthenticateHeader.NAME).forEachRemaining(to::addHeader);
    }
}
