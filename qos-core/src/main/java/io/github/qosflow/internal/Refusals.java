package io.github.qosflow.internal;

import io.github.qosflow.QosCapability;
import io.github.qosflow.QosException;
import io.github.qosflow.QosException.Reason;
import java.util.concurrent.CompletableFuture;

/** The refusals that come from the library itself, without asking the system. */
public final class Refusals {
    private Refusals() {}

    /**
     * A capability is missing.
     *
     * @param operation what was called
     * @param missing the capability
     * @param why the reason, for a user
     * @return the exception
     */
    public static QosException unsupported(String operation, QosCapability missing, String why) {
        return new QosException(
                operation, 0, Reason.NOT_SUPPORTED, "The capability " + missing + " is missing: " + why);
    }

    /**
     * The same as a future.
     *
     * @param operation what was called
     * @param missing the capability
     * @param why the reason, for a user
     * @param <T> what the future would have had
     * @return a failed future
     */
    public static <T> CompletableFuture<T> unsupportedFuture(String operation, QosCapability missing, String why) {
        return CompletableFuture.failedFuture(unsupported(operation, missing, why));
    }

    /**
     * The flow has ended.
     *
     * @param operation what was called
     * @param flowId the flow
     * @return the exception
     */
    public static QosException flowClosed(String operation, long flowId) {
        return new QosException(operation, 0, Reason.CLOSED, "Flow " + flowId + " has ended; create a new one.");
    }

    /**
     * The subsystem is closed.
     *
     * @param operation what was called
     * @return the exception
     */
    public static QosException subsystemClosed(String operation) {
        return new QosException(operation, 0, Reason.CLOSED, "The subsystem is closed; open a new one.");
    }

    /**
     * Only an adaptive flow can do it.
     *
     * @param operation what was called
     * @return the exception
     */
    public static QosException notAdaptive(String operation) {
        return new QosException(
                operation,
                0,
                Reason.NOT_SUPPORTED,
                "Only an adaptive flow is measured: create it with FlowSpec.Builder.adaptive(true).");
    }
}
