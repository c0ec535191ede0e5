package io.github.qosflow.examples.voip.transaction;

import gov.nist.javax.sip.header.To;
import gov.nist.javax.sip.message.SIPRequest;
import gov.nist.javax.sip.message.SIPResponse;
import io.github.qosflow.examples.voip.sip.Hop;
import java.text.ParseException;
import javax.sip.SipException;
import org.jspecify.annotations.Nullable;

/**
 * A request that was sent and waits for answers (RFC 3261 section 17.1, RFC 6026). Repeats it over UDP, acknowledges failures of an
 * INVITE. On the signaling event loop only.
 */
public final class ClientTransaction extends Transaction {
    private final ResponseListener listener;
    /** As long as a final answer is waited for: for its ACK and its CANCEL. */
    private @Nullable SIPRequest request;

    private boolean proceeding;
    /** An INVITE got a 2xx: more may come, from other branches or as repeats. */
    private boolean accepted;

    private boolean cancelWanted;

    ClientTransaction(Transactions transactions, String key, SIPRequest request, Hop hop, ResponseListener listener) {
        super(transactions, key, request, hop);
        this.request = request;
        this.listener = listener;
    }

    void start(SIPRequest sent) {
        long patience = timers.patience();
        repeat(timers.t1(), invite ? patience : timers.t2()); // timers A, E
        endAfter(patience, () -> fail(408)); // timers B, F
        send(sent).addListener(written -> {
            if (!written.isSuccess() && request != null) {
                endAfter(0, () -> fail(503)); // not before the caller of start has the transaction
            }
        });
    }

    private void fail(int status) {
        if (request != null) {
            request = null;
            finish();
            listener.failed(status);
        }
    }

    /**
     * Cancels an INVITE: at once if it was answered provisionally, else as soon as it is (RFC 3261 section 9.1). Without an answer
     * for long after that, it fails with 408.
     */
    public void cancel() {
        cancelWanted = true;
        if (proceeding && request != null) {
            transactions.cancel(request, hop);
            endAfter(timers.patience(), () -> fail(408));
        }
    }

    void answered(SIPResponse response) {
        int status = response.getStatusCode();
        if (request != null && status < 200) {
            provisional(response);
        } else if (request != null) {
            complete(request, response);
        } else if (accepted && status / 100 == 2) {
            listener.response(response);
        } else if (status >= 300) {
            sendAgain(); // the ACK, if there is one
        }
    }

    private void provisional(SIPResponse response) {
        boolean first = !proceeding;
        proceeding = true;
        if (first && invite) {
            stop(); // an INVITE may ring as long as its sender likes, for a proxy until timer C
        } else if (first) {
            repeat(timers.t2(), timers.t2());
        }
        if (first && cancelWanted) {
            cancel();
        }
        listener.response(response);
    }

    private void complete(SIPRequest answered, SIPResponse response) {
        accepted = invite && response.getStatusCode() < 300;
        forget();
        if (invite && !accepted) {
            acknowledge(answered, response);
        }
        request = null;
        endAfter(absorption(), this::finish);
        listener.response(response);
    }

    /** Timers D, K and M: how long repeats of the final answer may come. */
    private long absorption() {
        if (reliable() && !accepted) {
            return 0;
        }
        return invite ? timers.patience() : timers.t4();
    }

    private void acknowledge(SIPRequest answered, SIPResponse response) {
        try {
            send(answered.createErrorAck((To) response.getTo()));
        } catch (SipException | ParseException e) {
            throw new IllegalStateException("a request that was sent has what its ACK needs", e);
        }
    }
}
