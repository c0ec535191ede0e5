package io.github.qosflow.examples.voip.proxy;

import gov.nist.javax.sip.message.SIPRequest;
import gov.nist.javax.sip.message.SIPResponse;
import io.github.qosflow.examples.voip.location.LocationStore;
import io.github.qosflow.examples.voip.sip.Hop;
import io.github.qosflow.examples.voip.sip.Replies;
import io.github.qosflow.examples.voip.transaction.ServerTransaction;
import io.netty.channel.EventLoop;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.text.ParseException;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A request that came, and how it is answered. On the signaling event loop only.
 *
 * @param loopMark of the request as it came, see {@link Forwarding#loopMark}
 */
record Incoming(ServerTransaction transaction, SIPRequest request, String loopMark, EventLoop loop) {
    private static final System.Logger LOG = System.getLogger(Incoming.class.getName());

    boolean is(String method) {
        return request.getMethod().equals(method);
    }

    Hop from() {
        return transaction.from();
    }

    void answer(int status) {
        answer(Replies.to(request, status));
    }

    void answer(SIPResponse response) {
        transaction.respond(response);
    }

    /**
     * Goes on when something is done, unless the request was cancelled meanwhile.
     *
     * @param refuse is given the answer if that failed or the action does: no request is left without one
     */
    <T> void when(CompletionStage<T> done, Consumer<T> action, Consumer<SIPResponse> refuse) {
        done.thenAcceptAsync(
                        result -> {
                            if (!transaction.answered()) {
                                action.accept(result);
                            }
                        },
                        loop)
                .whenCompleteAsync(
                        (none, failure) -> {
                            if (failure != null) {
                                refuse.accept(refusal(failure.getCause()));
                            }
                        },
                        loop);
    }

    private SIPResponse refusal(@Nullable Throwable failure) {
        if (failure instanceof LocationStore.OutdatedException) {
            return Replies.to(request, 400, "Out of order");
        } else if (failure instanceof LocationStore.TooManyContactsException) {
            return Replies.to(request, 403, "Too many contacts");
        } else if (failure instanceof ParseException) {
            return Replies.to(request, 488); // the media's description
        } else if (failure instanceof IOException) {
            return Replies.overloaded(request);
        }
        LOG.log(Level.DEBUG, "cannot go on with a request", failure); // nobody thought of it
        return Replies.to(request, 500);
    }
}
