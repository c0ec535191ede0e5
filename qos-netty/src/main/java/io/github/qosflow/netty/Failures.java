package io.github.qosflow.netty;

import io.github.qosflow.QosException;
import io.github.qosflow.QosException.Reason;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Turns whatever went wrong into a {@link QosException}, and warns of each kind once, not once per channel. */
final class Failures {
    private static final Set<Kind> WARNED = ConcurrentHashMap.newKeySet();

    private Failures() {}

    /**
     * A failure of code that is not ours.
     *
     * @param operation whose code it was
     * @param failure what it threw
     * @return the same if it is one already, else one that has it as its cause
     */
    static QosException of(String operation, @Nullable Throwable failure) {
        Throwable cause = failure instanceof CompletionException wrapper ? wrapper.getCause() : failure;
        return cause instanceof QosException already
                ? already
                : new QosException(
                        operation, 0, Reason.INTERNAL_FAILURE, "It threw " + cause + "; see the cause.", cause);
    }

    /** What is told when the system gets round to a channel that was open when it was asked. */
    static QosException closedMeanwhile(String operation) {
        return new QosException(operation, 0, Reason.NOT_A_SOCKET, "The channel has closed meanwhile.");
    }

    static void warnOnce(QosException failure) {
        if (WARNED.add(new Kind(failure.operation(), failure.reason()))) {
            Logger log = System.getLogger(QosHandler.class.getName());
            log.log(
                    Level.WARNING,
                    "Channels go on without QoS (said once): " + failure.getMessage(),
                    failure.getCause());
        }
    }

    private record Kind(String operation, Reason reason) {}
}
