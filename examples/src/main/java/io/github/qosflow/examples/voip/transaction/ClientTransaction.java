package io.github.qosflow.examples.voip.transaction;

import gov.nist.javax.sip.header.To;
import gov.nist.javax.sip.message.SIPRequest;
import gov.nist.javax.sip.message.SIPResponse;
import io.github.qosflow.examples.voip.sip.Hop;
import io.netty.util.concurrent.ScheduledFuture;
import java.text.ParseException;
import java.util.concurrent.TimeUnit;
import javax.sip.SipException;
import org.jspecify.annotations.Nullable;

/**
 * A request that was sent and waits for answers (RFC 3261 section 17.1, RFC 6026). Repeats it over UDP, acknowledges failures of an
 * INVITE. On the signaling event loop only.
 */
public final class ClientTransaction {
    private enum State {
        CALLING,
        PROCEEDING,
        /** An INVITE got a 2xx: more may come, from other branches or as repeats. */
        ACCEPTED,
        COMPLETED,
        ENDED
    }

    private final Transactions transactions;
    private final String key;
    private final boolean invite;
    private final Hop hop;
    private final ResponseListener listener;
    private State state = State.CALLING;
    /** Until the final answer: for its ACK and its CANCEL. */
    private @Nullable SIPRequest request;

    private byte @Nullable [] acknowledgement;
    private @Nullable Repetition repetition;
    private @Nullable ScheduledFuture<?> end;
    private boolean cancelWanted;

    ClientTransaction(Transactions transactions, String key, SIPRequest request, Hop hop, ResponseListener listener) {
        this.transactions = transactions;
        this.key = key;
        this.invite = request.getMethod().equals("INVITE");
        this.request = request;
        this.hop = hop;
        this.listener = listener;
    }

    void start(SIPRequest sent) {
        byte[] encoded = transactions.encode(sent);
        Timers timers = transactions.timers();
        if (!hop.transport().reliable()) {
            long longest = invite ? timers.patience() : timers.t2();
            repetition = new Repetition(
                    transactions.loop(), timers.t1(), longest, () -> transactions.send(encoded, hop)); // timers A, E
        }
        end = transactions.loop().schedule(() -> fail(408), timers.patience(), TimeUnit.MILLISECONDS); // timers B, F
        transactions.send(encoded, hop).addListener(written -> {
            if (!written.isSuccess()) {
                fail(503);
            }
        });
    }

    private void fail(int status) {
        if (state == State.CALLING || state == State.PROCEEDING) {
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
        if (state == State.PROCEEDING && request != null) {
            transactions.cancel(request, hop);
            endAfter(transactions.timers().patience(), () -> fail(408));
        }
    }

    void answered(SIPResponse response) {
        int status = response.getStatusCode();
        if (status < 200) {
            provisional(response);
        } else if (state == State.CALLING || state == State.PROCEEDING) {
            complete(response);
        } else if (state == State.ACCEPTED && status < 300) {
            listener.response(response);
        } else if (acknowledgement != null) {
            transactions.send(acknowledgement, hop);
        }
    }

    private void provisional(SIPResponse response) {
        if (state == State.CALLING) {
            state = State.PROCEEDING;
            proceed();
        }
        if (state == State.PROCEEDING) {
            listener.response(response);
        }
    }

    private void proceed() {
        if (!invite) {
            if (repetition != null) {
                repetition.slowDown(transactions.timers().t2());
            }
            return;
        }
        stop(); // an INVITE may ring as long as its sender likes, for a proxy until timer C
        if (cancelWanted) {
            cancel();
        }
    }

    private void complete(SIPResponse response) {
        boolean success = response.getStatusCode() < 300;
        state = invite && success ? State.ACCEPTED : State.COMPLETED;
        stop();
        if (invite && !success) {
            acknowledge(response);
        }
        request = null;
        endAfter(absorption(success), this::finish);
        listener.response(response);
    }

    /** Timers D, K and M: how long repeats of the final answer may come. */
    private long absorption(boolean success) {
        if (invite && success) {
            return transactions.timers().patience();
        }
        if (hop.transport().reliable()) {
            return 0;
        }
        return invite ? transactions.timers().patience() : transactions.timers().t4();
    }

    private void acknowledge(SIPResponse response) {
        try {
            if (request != null) {
                acknowledgement = transactions.encode(request.createErrorAck((To) response.getTo()));
                transactions.send(acknowledgement, hop);
            }
        } catch (SipException | ParseException e) {
            throw new IllegalStateException("a request that was sent has what its ACK needs", e);
        }
    }

    private void endAfter(long milliseconds, Runnable action) {
        if (end != null) {
            end.cancel(false);
        }
        end = transactions.loop().schedule(action, milliseconds, TimeUnit.MILLISECONDS);
    }

    private void finish() {
        stop();
        state = State.ENDED;
        request = null;
        transactions.ended(key, this);
    }

    /** Nothing is repeated any more, nobody waits. */
    void stop() {
        if (repetition != null) {
            repetition.stop();
            repetition = null;
        }
        if (end != null) {
            end.cancel(false);
        }
    }
}
