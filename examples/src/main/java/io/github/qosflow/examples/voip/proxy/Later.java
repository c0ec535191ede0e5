package io.github.qosflow.examples.voip.proxy;

import gov.nist.javax.sip.message.SIPRequest;
import io.github.qosflow.examples.voip.sip.Replies;
import io.github.qosflow.examples.voip.transaction.ServerTransaction;
import java.lang.System.Logger.Level;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** Goes on with a request when something else is done: whatever happens then, the request gets an answer. */
final class Later {
    private static final System.Logger LOG = System.getLogger(Later.class.getName());

    private final ServerTransaction transaction;
    private final SIPRequest request;
    private final Executor loop;

    Later(ServerTransaction transaction, SIPRequest request, Executor loop) {
        this.transaction = transaction;
        this.request = request;
        this.loop = loop;
    }

    /** The action gets the stage's result or its failure. */
    <T> void on(CompletionStage<T> stage, BiConsumer<T, @Nullable Throwable> action) {
        stage.whenCompleteAsync((result, failure) -> attempt(() -> action.accept(result, cause(failure))), loop);
    }

    /** A stage that follows another wraps its failure. */
    private static @Nullable Throwable cause(@Nullable Throwable failure) {
        return failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
    }

    private void attempt(Runnable action) {
        try {
            action.run();
        } catch (RuntimeException e) { // a message that nobody thought of must not be left without an answer
            LOG.log(Level.DEBUG, "cannot go on with a request", e);
            transaction.respond(Replies.to(request, 500));
        }
    }
}
