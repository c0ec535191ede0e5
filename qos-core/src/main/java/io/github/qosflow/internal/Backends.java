package io.github.qosflow.internal;

import com.sun.jna.Platform;
import io.github.qosflow.QosException;
import io.github.qosflow.internal.linux.LinuxBackend;
import io.github.qosflow.internal.portable.PortableBackend;
import io.github.qosflow.internal.windows.WindowsBackend;
import java.util.Optional;

/** Chooses the back end of this system, once. */
public final class Backends {
    private Backends() {}

    /** {@return the back end of this system} */
    public static Backend current() {
        return Chosen.BACKEND;
    }

    /** {@return why nothing can be marked here, found out at the first call, or for the time being} */
    public static Optional<QosException> unavailabilityCause() {
        return Probed.CAUSE.or(Chosen.BACKEND::outageCause);
    }

    private static Backend choose() {
        if (Platform.isWindows()) {
            return new WindowsBackend();
        }
        return Platform.isLinux() ? new LinuxBackend() : new PortableBackend();
    }

    private static final class Chosen {
        static final Backend BACKEND = choose();
    }

    private static final class Probed {
        static final Optional<QosException> CAUSE = probe();

        private static Optional<QosException> probe() {
            try {
                Chosen.BACKEND.probe();
                return Optional.empty();
            } catch (QosException e) {
                return Optional.of(e);
            }
        }
    }
}
