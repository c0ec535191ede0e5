package io.github.qosflow.internal.windows;

import io.github.qosflow.QosException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Whether QOS2 has failed so often that the library is switched off for the process: then calls fail at once instead of
 * waiting, until a handle works again. Thread-safe.
 */
final class Outage {
    private static final Logger LOG = System.getLogger(Outage.class.getName());

    private @Nullable QosException cause;

    synchronized void begin(QosException why) {
        if (cause == null) {
            LOG.log(
                    Level.WARNING,
                    "QOS2 has failed again and again, packets leave unmarked until it comes back: {0}",
                    why.getMessage());
        }
        cause = why;
    }

    synchronized void end() {
        if (cause != null) {
            LOG.log(Level.INFO, "QOS2 is back, packets are marked again");
        }
        cause = null;
    }

    /** Nothing is known any more. */
    synchronized void forget() {
        cause = null;
    }

    synchronized Optional<QosException> cause() {
        return Optional.ofNullable(cause);
    }
}
