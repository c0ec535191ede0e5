package io.github.qosflow.internal.windows;

import io.github.qosflow.MarkingProfile;
import io.github.qosflow.QosCapability;
import io.github.qosflow.QosException;
import io.github.qosflow.QosException.Reason;
import io.github.qosflow.QosSubsystem;
import io.github.qosflow.internal.Backend;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Windows: QOS2, loaded from the system directory when it is first asked for. */
public final class WindowsBackend implements Backend {
    private static final Set<QosCapability> CAPABILITIES = Set.of(
            QosCapability.EXACT_DSCP,
            QosCapability.RATE_SHAPING,
            QosCapability.PER_DESTINATION,
            QosCapability.ENUMERATE);

    private @Nullable Libraries libraries;

    /** Nothing is loaded yet. */
    public WindowsBackend() {}

    @Override
    public String name() {
        return "QOS2";
    }

    @Override
    public void probe() throws QosException {
        Qos2Handle.open(libraries().qwave).close();
    }

    @Override
    public QosSubsystem open(MarkingProfile profile) throws QosException {
        Libraries loaded = libraries();
        return new Qos2Subsystem(this, Qos2Handle.open(loaded.qwave), new Sockets(loaded.winsock), profile);
    }

    @Override
    public boolean openMayBlock() {
        return true;
    }

    @Override
    public Set<QosCapability> capabilities() {
        return CAPABILITIES;
    }

    @Override
    public String whyMissing(QosCapability capability) {
        return switch (capability) {
            case FUNDAMENTALS, NOTIFICATIONS, TRACKING -> "adaptive flows are not in this release";
            case L2_PRIORITY -> "Windows tags adaptive flows only, and these are not in this release";
            case LISTENING_SOCKETS -> "QOS2 marks sockets with a peer; mark the accepted ones";
            case EXACT_DSCP, RATE_SHAPING, PER_DESTINATION, ENUMERATE -> "";
        };
    }

    /** Loads once; after a failure the next call tries again, since the feature can be installed meanwhile. */
    private synchronized Libraries libraries() throws QosException {
        Libraries loaded = libraries;
        if (loaded == null) {
            loaded = load();
            libraries = loaded;
        }
        return loaded;
    }

    private static Libraries load() throws QosException {
        try {
            SystemLibraries system = new SystemLibraries();
            return new Libraries(system.qwave(), system.winsock());
        } catch (LinkageError e) {
            String hint = "JNA cannot load its own library: check jna.tmpdir and the processor type of this JVM.";
            throw new QosException("LoadLibrary", 0, Reason.LIBRARY_MISSING, hint, e);
        }
    }

    private record Libraries(QWave qwave, Winsock winsock) {}
}
