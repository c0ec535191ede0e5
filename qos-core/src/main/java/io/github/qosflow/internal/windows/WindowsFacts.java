package io.github.qosflow.internal.windows;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * What the system says after QOS2 could not be opened.
 *
 * @param version which Windows
 * @param service the service QWAVE
 * @param dependencies what it depends on, in the order of its configuration
 */
record WindowsFacts(WindowsVersion version, ServiceFact service, List<ServiceFact> dependencies) {
    /** The dependency that most surely keeps the service from running. */
    Optional<ServiceFact> culprit() {
        return dependencies.stream()
                .filter(dependency -> dependency.state().isStopped())
                .min(Comparator.comparing(ServiceFact::state));
    }
}
