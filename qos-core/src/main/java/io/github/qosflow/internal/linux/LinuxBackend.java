package io.github.qosflow.internal.linux;

import io.github.qosflow.MarkingProfile;
import io.github.qosflow.QosCapability;
import io.github.qosflow.QosException;
import io.github.qosflow.QosSubsystem;
import io.github.qosflow.internal.Backend;
import io.github.qosflow.internal.Refusals;
import java.util.Set;

/** Linux. */
public final class LinuxBackend implements Backend {
    @Override
    public String name() {
        return "Linux";
    }

    @Override
    public void probe() throws QosException {
        throw Refusals.subsystemClosed("probe");
    }

    @Override
    public QosSubsystem open(MarkingProfile profile) throws QosException {
        throw Refusals.subsystemClosed("open");
    }

    @Override
    public boolean openMayBlock() {
        return false;
    }

    @Override
    public Set<QosCapability> capabilities() {
        return Set.of();
    }

    @Override
    public String whyMissing(QosCapability capability) {
        return "";
    }
}
