package io.github.qosflow.examples.voip.transaction;

import gov.nist.javax.sip.message.SIPResponse;

/** Is told how a request fares. Called on the signaling event loop. */
public interface ResponseListener {
    /**
     * An answer. An INVITE may get several provisional ones and, if it was forked, several of 2xx.
     *
     * @param response the answer
     */
    void response(SIPResponse response);

    /**
     * There will be no answer.
     *
     * @param status 408: nobody answered in time; 503: it could not be sent (RFC 3261 section 16.9)
     */
    default void failed(int status) {}
}
