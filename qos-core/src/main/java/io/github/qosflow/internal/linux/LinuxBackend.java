package io.github.qosflow.internal.linux;

import com.sun.jna.Native;
import io.github.qosflow.Dscp;
import io.github.qosflow.MarkingProfile;
import io.github.qosflow.QosCapability;
import io.github.qosflow.QosDiagnosis.Finding;
import io.github.qosflow.QosException;
import io.github.qosflow.QosException.Reason;
import io.github.qosflow.QosSubsystem;
import io.github.qosflow.WireProof;
import io.github.qosflow.internal.Backend;
import java.util.List;
import java.util.Set;

/** Marks by socket options; needs no privilege. */
public final class LinuxBackend implements Backend {
    private static final Set<QosCapability> CAPABILITIES = Set.of(
            QosCapability.EXACT_DSCP,
            QosCapability.RATE_SHAPING,
            QosCapability.FUNDAMENTALS,
            QosCapability.NOTIFICATIONS,
            QosCapability.LISTENING_SOCKETS,
            QosCapability.ENUMERATE,
            QosCapability.L2_PRIORITY);

    private final CongestionSampler sampler;

    /** No thread runs before there is an adaptive flow. */
    public LinuxBackend() {
        this(new CongestionSampler());
    }

    LinuxBackend(CongestionSampler sampler) {
        this.sampler = sampler;
    }

    @Override
    public String name() {
        return "Linux socket options";
    }

    /** Marks a scratch socket, which sends nothing. */
    @Override
    public void probe() throws QosException {
        int fd = socket();
        try {
            SocketOptions options = new SocketOptions(fd);
            options.cookie();
            options.tos(Dscp.EF.tosByte());
            if (options.tos() != Dscp.EF.tosByte()) {
                throw new QosException(
                        "getsockopt(IP_TOS)",
                        0,
                        Reason.NOT_SUPPORTED,
                        "This system takes IP_TOS and forgets it, as some sandboxes do; run outside it.");
            }
        } finally {
            LibC.close(fd);
        }
    }

    @Override
    public QosSubsystem open(MarkingProfile profile) throws QosException {
        probe();
        return new LinuxSubsystem(this, profile, PriorityNumbers.chosen(), sampler);
    }

    @Override
    public boolean openMayBlock() {
        return false;
    }

    @Override
    public Set<QosCapability> capabilities() {
        return CAPABILITIES;
    }

    @Override
    public String whyMissing(QosCapability capability) {
        return switch (capability) {
            case TRACKING ->
                "Linux measures the path of a TCP connection while it sends, and no other; use an adaptive flow.";
            case PER_DESTINATION -> "Linux marks a socket, not a destination; use one socket per traffic type.";
            default -> capability + " is there.";
        };
    }

    @Override
    public List<Finding> findings() {
        return LinuxFacts.findings();
    }

    @Override
    public List<WireProof> proofs() {
        if (Native.POINTER_SIZE != Long.BYTES) {
            return List.of(); // the structures of recvmsg are those of 64 bits
        }
        try (QosSubsystem qos = open(MarkingProfile.WINDOWS)) {
            return new WireProofs(qos, MarkingProfile.WINDOWS).all();
        } catch (QosException e) {
            return List.of(); // the diagnosis has the same cause from probing
        }
    }

    private static int socket() throws QosException {
        try {
            int fd = LibC.socket(LibC.AF_INET, LibC.SOCK_DGRAM, 0);
            if (fd < 0) {
                throw Errno.exception("socket", Native.getLastError());
            }
            return fd;
        } catch (LinkageError e) {
            throw new QosException(
                    "dlopen",
                    0,
                    Reason.LIBRARY_MISSING,
                    "JNA could not load its native part; give it a temporary directory that allows execution "
                            + "(-Djna.tmpdir=…).",
                    e);
        }
    }
}
