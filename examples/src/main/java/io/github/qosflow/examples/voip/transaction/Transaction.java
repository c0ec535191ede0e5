package io.github.qosflow.examples.voip.transaction;

import gov.nist.javax.sip.message.SIPMessage;
import gov.nist.javax.sip.message.SIPRequest;
import io.github.qosflow.examples.voip.sip.Hop;
import io.github.qosflow.examples.voip.sip.SipCodec;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.ImmediateEventExecutor;
import org.jspecify.annotations.Nullable;

/** What both sides of a transaction do: send to one hop, repeat what they sent last, and end when the time has come. */
abstract class Transaction {
    private static final Future<?> NEVER = ImmediateEventExecutor.INSTANCE.newSucceededFuture(null);

    final Transactions transactions;
    final Timers timers;
    final String key;
    final boolean invite;
    final Hop hop;
    private byte @Nullable [] last;
    private Future<?> repetition = NEVER;
    private Future<?> end = NEVER;

    Transaction(Transactions transactions, String key, SIPRequest request, Hop hop) {
        this.transactions = transactions;
        this.timers = transactions.timers;
        this.key = key;
        this.invite = request.getMethod().equals("INVITE");
        this.hop = hop;
    }

    boolean reliable() {
        return hop.transport().reliable();
    }

    /** Sends a message: from now on it is this one that is repeated. */
    Future<Void> send(SIPMessage message) {
        byte[] encoded = SipCodec.encode(message);
        last = encoded;
        return transactions.send(encoded, hop);
    }

    void sendAgain() {
        if (last != null) {
            transactions.send(last, hop);
        }
    }

    /** Nothing is sent again any more. */
    void forget() {
        repetition.cancel(false);
        last = null;
    }

    /** Over UDP sends again and again, each time after a longer wait: timers A, E and G. */
    void repeat(long wait, long longest) {
        repetition.cancel(false);
        if (!reliable()) {
            repetition = transactions.after(wait, () -> {
                repeat(Math.min(2 * wait, longest), longest);
                sendAgain();
            });
        }
    }

    /** Instead of what was to be done in the end before. */
    void endAfter(long milliseconds, Runnable action) {
        end.cancel(false);
        end = transactions.after(milliseconds, action);
    }

    /** Nothing is repeated any more, nobody waits. */
    void stop() {
        repetition.cancel(false);
        end.cancel(false);
    }

    void finish() {
        stop();
        transactions.ended(this);
    }
}
