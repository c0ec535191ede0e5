package io.github.qosflow.examples.demo;

import io.netty.channel.ChannelException;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Waits, but not for ever, and says in words what went wrong. */
final class Patience {
    /** How long anything on this machine may take. */
    static final Duration LIMIT = Duration.ofSeconds(5);

    private Patience() {}

    static int milliseconds() {
        return (int) LIMIT.toMillis();
    }

    /** Waits for the future's value; after the limit the reason is {@code otherwise}. */
    static <T> T await(Future<T> future, String otherwise) throws IOException, InterruptedException {
        try {
            return future.get(milliseconds(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new IOException(otherwise, e);
        } catch (ExecutionException e) {
            throw new IOException(text(e), e);
        }
    }

    /** {@return the message of what really happened, without its wrapping} */
    static String text(Throwable trouble) {
        Throwable cause = trouble.getCause();
        if (cause != null && trouble instanceof ExecutionException) {
            return text(cause);
        }
        if (cause != null && trouble instanceof ChannelException) {
            return trouble.getMessage() + " " + text(cause);
        }
        return trouble.getMessage() == null ? trouble.toString() : trouble.getMessage();
    }
}
