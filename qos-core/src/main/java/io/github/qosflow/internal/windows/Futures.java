package io.github.qosflow.internal.windows;

import io.github.qosflow.QosException;
import io.github.qosflow.QosException.Reason;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Waiting for what another thread completes, never without end. */
final class Futures {
    private Futures() {}

    /** The result, or what went wrong as a {@link QosException}. */
    static <T> T await(CompletableFuture<T> future, Duration most, String operation) throws QosException {
        try {
            return future.get(most.toNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            throw refusal(e, operation);
        } catch (TimeoutException e) {
            String hint = "The system has not answered within " + most.toMillis() + " ms; try again later.";
            throw new QosException(operation, 0, Reason.NOT_READY, hint, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new QosException(operation, 0, Reason.CANCELLED, "The thread was interrupted while it waited.", e);
        }
    }

    /** What went wrong, without the wrapping of futures. */
    static Throwable cause(Throwable failure) {
        Throwable cause = failure.getCause();
        boolean wrapped = failure instanceof CompletionException || failure instanceof ExecutionException;
        return wrapped && cause != null ? cause(cause) : failure;
    }

    /** The same as a refusal, with the stack of the caller, who did not make the call himself. */
    static QosException refusal(Throwable failure, String operation) {
        Throwable cause = cause(failure);
        if (cause instanceof QosException refused) {
            return new QosException(refused.operation(), refused.code(), refused.reason(), refused.hint(), refused);
        }
        return new QosException(operation, 0, Reason.INTERNAL_FAILURE, "Please report this: " + cause, cause);
    }
}
