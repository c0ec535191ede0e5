package io.github.qosflow.examples.voip.proxy;

import gov.nist.javax.sip.message.SIPResponse;
import io.github.qosflow.examples.voip.sip.Hop;
import io.github.qosflow.examples.voip.sip.Replies;
import io.github.qosflow.examples.voip.transaction.ClientTransaction;
import io.github.qosflow.examples.voip.transaction.ResponseListener;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import javax.sip.header.ViaHeader;
import org.jspecify.annotations.Nullable;

/**
 * A request on its way to all its targets, and what comes back (RFC 3261 sections 16.6 to 16.8): targets of equal preference are asked at
 * once, the next ones when all of those failed; the best answer goes back when nobody is left to ask.
 */
final class Fork {
    /** Timer C: how long a phone may ring without a sign of life. */
    private static final long RINGING_SECONDS = 180;

    private final Forwarding forwarding;
    private final Incoming incoming;
    private final BiConsumer<SIPResponse, Hop> answers;
    private final List<Target> waiting;
    private final Set<Branch> asked = new LinkedHashSet<>();
    private final List<SIPResponse> failures = new ArrayList<>();
    private boolean settled;
    private @Nullable ScheduledFuture<?> ringing;

    private Fork(Forwarding forwarding, Incoming incoming, List<Target> targets, BiConsumer<SIPResponse, Hop> answers) {
        this.forwarding = forwarding;
        this.incoming = incoming;
        this.answers = answers;
        this.waiting = new ArrayList<>(targets);
        waiting.sort(Comparator.comparingDouble(Target::q).reversed());
    }

    /**
     * Asks the first ones.
     *
     * @param answers is given what shall be sent on, with this server's Via off, and where it came from: provisional answers, then
     *     successes, of which an INVITE may get several and repeated ones, or one failure
     */
    static void start(
            Forwarding forwarding, Incoming incoming, List<Target> targets, BiConsumer<SIPResponse, Hop> answers) {
        Fork fork = new Fork(forwarding, incoming, targets, answers);
        incoming.transaction().onCancel(fork::cancel);
        fork.startRinging();
        fork.askNext();
    }

    private void startRinging() {
        stopRinging();
        ringing = incoming.loop().schedule(this::cancel, RINGING_SECONDS, TimeUnit.SECONDS);
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
        cancelAllBut(null);
    }

    private void cancelAllBut(@Nullable Branch winner) {
        waiting.clear();
        List.copyOf(asked).stream().filter(branch -> branch != winner).forEach(Branch::cancel);
    }

    private void over(Branch branch) {
        if (!asked.remove(branch) || !asked.isEmpty()) {
            return;
        }
        if (!waiting.isEmpty()) {
            askNext();
            return;
        }
        stopRinging();
        if (!settled) {
            settled = true;
            answers.accept(BestAnswer.of(failures, incoming.request()), branch.hop());
        }
    }

    /** One target. */
    private final class Branch implements ResponseListener {
        private final Target target;
        private int way;
        private @Nullable ClientTransaction client;

        Branch(Target target) {
            this.target = target;
        }

        void tryNextWay() {
            client = forwarding.send(incoming, target, target.ways().get(way++), this);
        }

        void cancel() {
            if (client != null && incoming.is("INVITE")) {
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
                settled = true;
                answers.accept(response, hop());
                cancelAllBut(this);
                over(this);
            } else {
                fail(response);
            }
        }

        private void ring(SIPResponse response) {
            if (response.getStatusCode() > 100 && !settled) {
                startRinging();
                answers.accept(response, hop());
            }
        }

        private void fail(SIPResponse response) {
            failures.add(response);
            if (response.getStatusCode() >= 600) {
                cancelAllBut(this);
            }
            over(this);
        }

        @Override
        public void failed(int status) {
            if (status == 503 && way < target.ways().size()) {
                tryNextWay();
            } else {
                fail(Replies.to(incoming.request(), status));
            }
        }
    }
}
