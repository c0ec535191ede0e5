package io.github.qosflow.internal.windows;

import io.github.qosflow.QosCapability;
import io.github.qosflow.QosDiagnosis.Finding;
import io.github.qosflow.QosException;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Asks the system why QOS2 cannot be opened, once that was refused, and what this version of Windows cannot do. */
final class Availability {
    private static final String SERVICE = "QWAVE";

    private volatile @Nullable WindowsVersion known;

    /** The refusal with its cause named; as it is, if the system does not let itself be asked. */
    QosException explain(QosException refusal) {
        if (!Unavailability.isExplicable(refusal)) {
            return refusal;
        }
        try {
            return Unavailability.explain(refusal, facts());
        } catch (QosException | RuntimeException | LinkageError e) {
            refusal.addSuppressed(e);
            return refusal;
        }
    }

    /** What is left of the capabilities on this Windows; all of them if its version cannot be read. */
    Set<QosCapability> limit(Set<QosCapability> capabilities) {
        try {
            return version().limit(capabilities);
        } catch (QosException | LinkageError e) {
            return capabilities;
        }
    }

    /** Read once: event loops ask for the capabilities. */
    private WindowsVersion version() throws QosException {
        WindowsVersion version = known;
        if (version == null) {
            version = WindowsVersion.read(new SystemLibraries().nt());
            known = version;
        }
        return version;
    }

    /** For a diagnosis; never fails. */
    List<Finding> findings() {
        return WindowsReport.findings(
                this::facts, () -> settings().mayMarkExactly(), () -> settings().policy());
    }

    /** For a diagnosis; never fails. */
    List<String> advice() {
        return WindowsReport.advice(() -> settings().policy());
    }

    private static Settings settings() throws QosException {
        return new Settings(new SystemLibraries().settings());
    }

    private WindowsFacts facts() throws QosException {
        try (ServiceManager services = new ServiceManager(new SystemLibraries().services())) {
            ServiceFact service = services.read(SERVICE);
            List<ServiceFact> dependencies =
                    service.dependencies().stream().map(services::read).toList();
            return new WindowsFacts(version(), service, dependencies);
        }
    }
}
