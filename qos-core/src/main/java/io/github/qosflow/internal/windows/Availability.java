package io.github.qosflow.internal.windows;

import io.github.qosflow.QosException;
import java.util.List;

/** Asks the system why QOS2 cannot be opened, once that was refused. */
final class Availability {
    private static final String SERVICE = "QWAVE";

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

    private WindowsFacts facts() throws QosException {
        SystemLibraries system = new SystemLibraries();
        try (ServiceManager services = new ServiceManager(system.services())) {
            ServiceFact service = services.read(SERVICE);
            List<ServiceFact> dependencies =
                    service.dependencies().stream().map(services::read).toList();
            return new WindowsFacts(WindowsVersion.read(system.nt()), service, dependencies);
        }
    }
}
