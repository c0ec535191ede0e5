package io.github.qosflow.internal.windows;

import io.github.qosflow.MarkingProfile;
import io.github.qosflow.QosCapability;
import io.github.qosflow.QosDiagnosis.Finding;
import io.github.qosflow.QosException;
import io.github.qosflow.QosException.Reason;
import io.github.qosflow.QosSubsystem;
import io.github.qosflow.internal.Backend;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Windows: QOS2, loaded from the system directory when it is first asked for. */
public final class WindowsBackend implements Backend {
    private static final Set<QosCapability> CAPABILITIES = Set.of(
            QosCapability.EXACT_DSCP,
            QosCapability.RATE_SHAPING,
            QosCapability.FUNDAMENTALS,
            QosCapability.NOTIFICATIONS,
            QosCapability.TRACKING,
            QosCapability.PER_DESTINATION,
            QosCapability.ENUMERATE,
            QosCapability.L2_PRIORITY);

    private final Timing timing;
    private final Outage outage = new Outage();
    private final Availability availability = new Availability();
    private @Nullable Libraries libraries;
    private @Nullable Engine engine;
    private int users;

    /** Nothing is loaded yet, and no thread runs. */
    public WindowsBackend() {
        this(Timing.standard());
    }

    WindowsBackend(Timing timing) {
        this.timing = timing;
    }

    @Override
    public String name() {
        return "QOS2";
    }

    @Override
    public void probe() throws QosException {
        QWave qwave = libraries().qwave;
        try {
            Qos2Handle.probe(qwave);
        } catch (QosException e) {
            throw availability.explain(e);
        }
    }

    @Override
    public QosSubsystem open(MarkingProfile profile) throws QosException {
        Libraries loaded = libraries();
        Engine entered = enter(loaded.kernel32);
        try {
            Qos2Handle handle = openHandle(entered.port());
            outage.end();
            return new Qos2Subsystem(this, entered, handle, new Sockets(loaded.winsock), profile);
        } catch (QosException e) {
            leave();
            throw e;
        }
    }

    Qos2Handle openHandle(CompletionPort port) throws QosException {
        QWave qwave = libraries().qwave;
        try {
            return Qos2Handle.open(qwave, port);
        } catch (QosException e) {
            throw availability.explain(e);
        }
    }

    private synchronized Engine enter(Kernel32Calls kernel32) throws QosException {
        Engine entered = engine;
        if (entered == null) {
            entered = new Engine(CompletionPort.open(kernel32), new Worker(timing.patience()));
            engine = entered;
        }
        users++;
        return entered;
    }

    /** The last one out ends the threads. */
    synchronized void leave() {
        users--;
        Engine left = engine;
        if (users == 0 && left != null) {
            engine = null;
            outage.forget(); // nobody is left who would find its end
            left.end();
        }
    }

    /** {@return the threads, while a subsystem is open} */
    synchronized Optional<Engine> engine() {
        return Optional.ofNullable(engine);
    }

    Timing timing() {
        return timing;
    }

    Outage outage() {
        return outage;
    }

    @Override
    public Optional<QosException> outageCause() {
        return outage.cause();
    }

    @Override
    public boolean openMayBlock() {
        return true;
    }

    @Override
    public Set<QosCapability> capabilities() {
        return availability.limit(CAPABILITIES);
    }

    @Override
    public String whyMissing(QosCapability capability) {
        return switch (capability) {
            case LISTENING_SOCKETS -> "QOS2 marks sockets with a peer; mark the accepted ones";
            case EXACT_DSCP -> "an exact DSCP needs Windows 7 or Windows Server 2008 R2";
            default -> "";
        };
    }

    @Override
    public List<Finding> findings() {
        return availability.findings();
    }

    @Override
    public List<String> advice() {
        return availability.advice();
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

    private Libraries load() throws QosException {
        try {
            SystemLibraries system = new SystemLibraries();
            return new Libraries(system.kernel32(), system.qwave(), system.winsock());
        } catch (QosException e) {
            throw availability.explain(e);
        } catch (LinkageError e) {
            String hint = "JNA cannot load its own library: check jna.tmpdir and the processor type of this JVM.";
            throw new QosException("LoadLibrary", 0, Reason.LIBRARY_MISSING, hint, e);
        }
    }

    private record Libraries(Kernel32Calls kernel32, QWave qwave, Winsock winsock) {}
}
