package io.github.qosflow.examples.voip.transaction;

import gov.nist.javax.sip.message.SIPResponse;
import io.github.qosflow.examples.voip.sip.Hop;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A request that came and what was answered (RFC 3261 section 17.2, RFC 6026). Repeats of the request get the last answer again. Keeps
 * the answer's bytes only, for many of them are alive. On the signaling event loop only.
 */
public final class ServerTransaction {
    private enum State {
        TRYING,
        PROCEEDING,
        /** An INVITE got a 2xx: more of them may follow, from other branches or as repeats. */
        ACCEPTED,
        COMPLETED,
        CONFIRMED
    }

    private final Transactions transactions;
    private final String key;
    private final boolean invite;
    private final Hop from;
    private final Hop reply;
    private State state = State.TRYING;
    private byte @Nullable [] last;
    private @Nullable Repetition repetition;
    private @Nullable ScheduledFuture<?> end;
    private @Nullable Runnable cancelled;

    ServerTransaction(Transactions transactions, String key, boolean invite, Hop from, Hop reply) {
        this.transactions = transactions;
        this.key = key;
        this.invite = invite;
        this.from = from;
        this.reply = reply;
    }

    /** {@return who sent the request} */
    public Hop from() {
        return from;
    }

    /** {@return whether a final answer was given} */
    public boolean answered() {
        return state.compareTo(State.PROCEEDING) > 0;
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
        if (answered() && !(state == State.ACCEPTED && success)) {
            return;
        }
        last = transactions.encode(response);
        transactions.send(last, reply).addListener(sent -> {
            if (!sent.isSuccess()) {
                finish();
            }
        });
        if (status < 200) {
            state = State.PROCEEDING;
        } else if (state != State.ACCEPTED) {
            complete(success);
        }
    }

    private void complete(boolean success) {
        cancelled = null;
        state = success ? State.ACCEPTED : State.COMPLETED;
        boolean repeated = !reply.transport().reliable();
        if (invite && !success && repeated) {
            Timers timers = transactions.timers();
            repetition = new Repetition(transactions.loop(), timers.t1(), timers.t2(), this::repeat); // timer G
        }
        endAfter(invite || repeated ? transactions.timers().patience() : 0); // timers H, J, L
    }

    /** The request once more. */
    void repeated() {
        if (state != State.ACCEPTED) {
            repeat();
        }
    }

    private void repeat() {
        if (last != null) {
            transactions.send(last, reply);
        }
    }

    /** The ACK of an answer that was not 2xx. */
    void acknowledged() {
        if (invite && state == State.COMPLETED) {
            state = State.CONFIRMED;
            stopRepeating();
            last = null;
            endAfter(reply.transport().reliable() ? 0 : transactions.timers().t4()); // timer I
        }
    }

    boolean accepted() {
        return state == State.ACCEPTED;
    }

    void cancel() {
        if (cancelled != null) {
            Runnable action = cancelled;
            cancelled = null;
            action.run();
        }
    }

    private void endAfter(long milliseconds) {
        if (end != null) {
            end.cancel(false);
        }
        end = transactions.loop().schedule(this::finish, milliseconds, TimeUnit.MILLISECONDS);
    }

    private void finish() {
        stop();
        transactions.ended(key, this);
    }

    void stop() {
        stopRepeating();
        if (end != null) {
            end.cancel(false);
        }
    }

    private void stopRepeating() {
        if (repetition != null) {
            repetition.stop();
            repetition = null;
        }
    }
}
