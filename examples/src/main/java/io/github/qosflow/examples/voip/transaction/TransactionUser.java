package io.github.qosflow.examples.voip.transaction;

import gov.nist.javax.sip.message.SIPRequest;
import io.github.qosflow.examples.voip.sip.Hop;

/** Whom the transactions work for: a proxy or a phone. Called on the signaling event loop. */
public interface TransactionUser {
    /**
     * A request that was not there before. It must be answered, now or later. CANCEL does not come here, see
     * {@link ServerTransaction#onCancel}.
     *
     * @param transaction takes the answers
     * @param request the request
     */
    void request(ServerTransaction transaction, SIPRequest request);

    /**
     * The acknowledgement of a 2xx, which is no part of a transaction.
     *
     * @param request the ACK
     * @param from who sent it
     */
    void acknowledged(SIPRequest request, Hop from);
}
