package io.github.qosflow;

import io.github.qosflow.internal.Backend;
import io.github.qosflow.internal.Backends;
import io.github.qosflow.internal.JvmFacts;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Where it starts: what this system can do, and the way in.
 *
 * <pre>{@code
 * if (Qos.isAvailable()) {
 *     QosSubsystem qos = Qos.open();
 * } else {
 *     log.info(Qos.unavailabilityCause().get().hint());
 * }
 * }</pre>
 *
 * <p>The first question asks the system for real and the answer is kept: a handle is opened and closed on Windows, an
 * option is set on a scratch socket on Linux. Thread-safe.
 */
public final class Qos {
    private Qos() {}

    /** {@return whether packets can be marked here} May take seconds the first time on Windows. */
    public static boolean isAvailable() {
        return unavailabilityCause().isEmpty();
    }

    /**
     * Does nothing if packets can be marked here.
     *
     * @throws QosException the reason why not
     */
    public static void ensureAvailability() throws QosException {
        Optional<QosException> cause = unavailabilityCause();
        if (cause.isPresent()) {
            QosException first = cause.get();
            throw new QosException(first.operation(), first.code(), first.reason(), first.hint(), first);
        }
    }

    /**
     * {@return why packets cannot be marked here, or empty} May take seconds the first time on Windows. There it also tells
     * when QOS2 has failed again and again, until it is back.
     */
    public static Optional<QosException> unavailabilityCause() {
        return Backends.unavailabilityCause();
    }

    /**
     * Opens the subsystem with the marks of {@link MarkingProfile#WINDOWS}.
     *
     * @return the subsystem; close it when done
     * @throws QosException if the system refuses. On Windows from QOSCreateHandle: 126 the library is absent, 1068 the
     *     service does not run, 4309 the firewall blocks it
     */
    public static QosSubsystem open() throws QosException {
        return open(MarkingProfile.WINDOWS);
    }

    /**
     * Opens the subsystem. Blocks for seconds in the worst case on Windows, where a service may have to start: not for
     * an event loop; see {@link #openAsync}.
     *
     * @param profile which DSCP a traffic type means
     * @return the subsystem; close it when done
     * @throws QosException if the system refuses, as {@link #open()} says
     */
    public static QosSubsystem open(MarkingProfile profile) throws QosException {
        return Backends.current().open(profile);
    }

    /**
     * Opens the subsystem without ever blocking the caller: at once where opening is quick, else on a daemon thread that
     * ends with it.
     *
     * @param profile which DSCP a traffic type means
     * @return completes with the subsystem, or exceptionally with a {@link QosException}
     */
    public static CompletableFuture<QosSubsystem> openAsync(MarkingProfile profile) {
        Backend backend = Backends.current();
        CompletableFuture<QosSubsystem> opened = new CompletableFuture<>();
        if (backend.openMayBlock()) {
            Thread opener = new Thread(() -> open(backend, profile, opened), "qosflow-open");
            opener.setDaemon(true);
            opener.start();
        } else {
            open(backend, profile, opened);
        }
        return opened;
    }

    /**
     * What works here, and what does not and why. On Linux it sends some hundred packets over the loopback interface to see
     * their marks, which takes less than a second; not for an event loop.
     *
     * @return the findings; never fails
     */
    public static QosDiagnosis diagnose() {
        Backend backend = Backends.current();
        Optional<QosException> cause = unavailabilityCause();
        return new QosDiagnosis(
                backend.name(),
                cause,
                backend.capabilities(),
                backend.missing(),
                JvmFacts.findings(backend),
                JvmFacts.advice(backend),
                cause.isPresent() ? List.of() : backend.proofs());
    }

    private static void open(Backend backend, MarkingProfile profile, CompletableFuture<QosSubsystem> opened) {
        try {
            opened.complete(backend.open(profile));
        } catch (QosException | RuntimeException | LinkageError e) {
            opened.completeExceptionally(e);
        }
    }
}
