package io.github.qosflow.internal.windows;

import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.qosflow.MarkingProfile;
import io.github.qosflow.QosException;
import io.github.qosflow.QosSubsystem;
import io.github.qosflow.testkit.ContractDll;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.function.Executable;

/** What the tests in the Windows JVM have in common: the contract DLL, a subsystem, sockets. */
@Tag("windows")
abstract class WindowsSuite {
    @RegisterExtension
    final ContractDll dll = new ContractDll();

    /** Quick to try again, quick to give up; no watchdog unless a test wants it. */
    static final Timing TIMING = new Timing(
            Duration.ofMillis(10),
            Duration.ofSeconds(5),
            Duration.ofSeconds(1),
            Duration.ofMillis(10),
            Duration.ofMillis(100),
            Duration.ZERO,
            Duration.ZERO,
            5);

    final WindowsBackend backend = new WindowsBackend(timing());
    final Connections sockets = new Connections();
    QosSubsystem qos;

    @BeforeEach
    void open() throws Exception {
        qos = backend.open(MarkingProfile.WINDOWS);
    }

    @AfterEach
    void close() throws Exception {
        qos.close();
        sockets.close();
    }

    /** The same with these two. */
    static Timing timing(Duration calm, Duration watchdog) {
        return new Timing(
                TIMING.patience(),
                TIMING.callWait(),
                TIMING.measuring(),
                TIMING.retry(),
                TIMING.longestRetry(),
                calm,
                watchdog,
                TIMING.failuresToSwitchOff());
    }

    /** For tests that want other times. */
    Timing timing() {
        return TIMING;
    }

    static QosException refused(Executable call) {
        return assertThrows(QosException.class, call);
    }
}
