package io.github.qosflow.examples.voip.transaction;

import gov.nist.javax.sip.message.SIPRequest;
import gov.nist.javax.sip.message.SIPResponse;
import io.github.qosflow.examples.voip.sip.Hop;
import org.jspecify.annotations.Nullable;

/**
 * A request that came and what was answered (RFC 3261 section 17.2, RFC 6026). Repeats of the request get the last answer again. Keeps
 * the answer's bytes only, for many of them are alive. On the signaling event loop only.
 */
public final class ServerTransaction extends Transaction {
    private enum State {
        PROCEEDING,
        /** An INVITE got a 2xx: more of them may follow, from other branches or as repeats. */
        ACCEPTED,
        COMPLETED,
        CONFIRMED
    }

    private final Hop from;
    private State state = State.PROCEEDING;
    private @Nullable Runnable cancelled;

    ServerTransaction(Transactions transactions, String key, SIPRequest request, Hop from) {
        super(transactions, key, request, from.answering(request.getTopmostVia()));
        this.from = from;
    }

    /** {@return who sent the request} */
    public Hop from() {
        return from;
    }

    /** {@return whether a final answer was given} */
    public boolean answered() {
        return state != State.PROCEEDING;
    }

    /**
     * What to do when the request is cancelled before a final answer was given.
     *
     * @param action gives the final answer, 487 as a rule
     */
    public void onCancel(Runnable action) {
        this.cancelled = action;
    }

    /**
     * Sends an answer. After a final one all others but 2xx to an INVITE are too late and dropped.
     *
     * @param response the answer, its topmost Via the request's
     */
    public void respond(SIPResponse response) {
        int status = response.getStatusCode();
        boolean success = invite && status / 100 == 2;
        if (answered() && !(accepted() && success)) {
            return;
        }
        send(response).addListener(sent -> {
            if (!sent.isSuccess()) {
                finish();
            }
        });
        if (status >= 200 && !accepted()) {
            complete(success);
        }
    }

    private void complete(boolean success) {
        cancelled = null;
        state = success ? State.ACCEPTED : State.COMPLETED;
        if (invite && !success) {
            repeat(timers.t1(), timers.t2()); // timer G
        }
        endAfter(invite || !reliable() ? timers.patience() : 0, this::finish); // timers H, J, L
    }

    /** The request once more. */
    void repeated() {
        if (!accepted()) {
            sendAgain();
        }
    }

    /** The ACK of an answer that was not 2xx. */
    void acknowledged() {
        if (invite && state == State.COMPLETED) {
            state = State.CONFIRMED;
            forget();
            endAfter(reliable() ? 0 : timers.t4(), this::finish); // timer I
        }
    }

    boolean accepted() {
        return state == State.ACCEPTED;
    }

    void cancel() {
        Runnable action = cancelled;
        cancelled = null;
        if (action != null) {
            action.run();
        }
    }
}
