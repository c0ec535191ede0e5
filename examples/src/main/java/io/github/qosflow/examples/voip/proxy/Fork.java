package io.github.qosflow.examples.voip.proxy;

import gov.nist.javax.sip.message.SIPRequest;
import gov.nist.javax.sip.message.SIPResponse;
import io.github.qosflow.examples.voip.sip.Hop;
import io.github.qosflow.examples.voip.sip.Replies;
import io.github.qosflow.examples.voip.transaction.ClientTransaction;
import io.github.qosflow.examples.voip.transaction.ResponseListener;
import io.github.qosflow.examples.voip.transaction.ServerTransaction;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import javax.sip.header.ViaHeader;
import org.jspecify.annotations.Nullable;

/**
 * A request on its way to all its targets, and what comes back (RFC 3261 sections 16.6 to 16.8): targets of equal preference are asked at
 * once, the next ones when all of those failed; the best answer goes back when nobody is left to ask.
 */
final class Fork {
    /** Timer C: how long a phone may ring without a sign of life. */
    static final long RINGING_SECONDS = 180;

    /** What a fork is told to do with answers. */
    interface Answers {
        /** To be sent on; the answer has this server's Via no more. */
        void forward(SIPResponse response, Hop hop);

        /** Nobody will answer any more; the transaction got the best answer just now. */
        void over(int status);
    }

    private final Forwarder forwarder;
    private final ServerTransaction transaction;
    private final SIPRequest request;
    private final Answers answers;
    private final List<Target> waiting;
    private final Set<Branch> asked = new LinkedHashSet<>();
    private final BestAnswer best = new BestAnswer();
    private boolean settled;
    private @Nullable ScheduledFuture<?> ringing;

    Fork(
            Forwarder forwarder,
            ServerTransaction transaction,
            SIPRequest request,
            List<Target> targets,
            Answers answers) {
        this.forwarder = forwarder;
        this.transaction = transaction;
        this.request = request;
        this.answers = answers;
        this.waiting = new ArrayList<>(targets);
        waiting.sort(Comparator.comparingDouble(Target::q).reversed());
    }

    void start() {
        transaction.onCancel(this::cancel);
        if (invite()) {
            startRinging();
        }
        askNext();
    }

    private boolean invite() {
        return request.getMethod().equals("INVITE");
    }

    private void startRinging() {
        stopRinging();
        ringing = forwarder.loop().schedule(this::cancel, RINGING_SECONDS, TimeUnit.SECONDS);
    }

    private void stopRinging() {
        if (ringing != null) {
            ringing.cancel(false);
        }
    }

    private void askNext() {
        double q = waiting.get(0).q();
        while (!waiting.isEmpty() && waiting.get(0).q() == q) {
            Branch branch = new Branch(waiting.remove(0));
            asked.add(branch);
            branch.tryNextWay();
        }
    }

    /** By the caller, or because nobody answers: what still rings is given up, and their answers (487) end it. */
    private void cancel() {
        waiting.clear();
        cancelOthers(null);
    }

    private void cancelOthers(@Nullable Branch winner) {
        List.copyOf(asked).stream().filter(branch -> branch != winner).forEach(Branch::cancel);
    }

    private void over(Branch branch) {
        asked.remove(branch);
        if (!asked.isEmpty()) {
            return;
        }
        if (!waiting.isEmpty() && !settled) {
            askNext();
            return;
        }
        stopRinging();
        if (!settled) {
            settled = true;
            SIPResponse answer = best.take(request);
            transaction.respond(answer);
            answers.over(answer.getStatusCode());
        }
    }

    /** One target. */
    private final class Branch implements ResponseListener {
        private final Target target;
        private int way;
        private @Nullable ClientTransaction client;
        private boolean over;

        Branch(Target target) {
            this.target = target;
        }

        void tryNextWay() {
            Way next = target.ways().get(way++);
            client = forwarder.send(transaction, request, target, next, this);
        }

        void cancel() {
            if (client != null && invite()) {
                client.cancel();
            }
        }

        private Hop hop() {
            return target.ways().get(way - 1).hop();
        }

        @Override
        public void response(SIPResponse response) {
            response.removeFirst(ViaHeader.NAME);
            int status = response.getStatusCode();
            if (status < 200) {
                ring(response);
            } else if (status < 300) {
                succeed(response);
            } else {
                best.offer(response);
                if (status >= 600) {
                    waiting.clear();
                    cancelOthers(this);
                }
                finish();
            }
        }

        private void ring(SIPResponse response) {
            if (response.getStatusCode() > 100 && !settled) {
                startRinging();
                answers.forward(response, hop());
            }
        }

        private void succeed(SIPResponse response) {
            settled = true;
            waiting.clear();
            answers.forward(response, hop());
            cancelOthers(this);
            finish();
        }

        @Override
        public void failed(int status) {
            if (status == 503 && way < target.ways().size()) {
                tryNextWay();
                return;
            }
            best.offer(Replies.to(request, status == 503 ? 500 : status));
            finish();
        }

        private void finish() {
            if (!over) {
                over = true;
                over(this);
            }
        }
    }
}
