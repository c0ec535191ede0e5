package io.github.qosflow.internal.windows;

import io.github.qosflow.Dscp;
import io.github.qosflow.FlowSpec;
import io.github.qosflow.Marking;
import io.github.qosflow.MarkingProfile;
import io.github.qosflow.QosException;
import io.github.qosflow.QosException.Reason;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What of a specification the system has granted, and what not and why. Guarded by the flow's lock. */
final class Grants {
    /** Throws what keeps an exact mark from being had. */
    interface Permission {
        void require() throws QosException;
    }

    /** After these there is no flow any more; any other refusal costs one feature only. */
    private static final Set<Reason> FATAL =
            EnumSet.of(Reason.CLOSED, Reason.NOT_FOUND, Reason.REINITIALIZATION_NEEDED, Reason.CANCELLED);

    private static final int ERROR_NO_DATA = 232;

    private final MarkingProfile profile;
    private Dscp effective;
    private @Nullable QosException dscpRefusal;
    private @Nullable QosException rateRefusal;

    Grants(MarkingProfile profile, FlowSpec spec) {
        this.profile = profile;
        this.effective = spec.adaptive() ? Dscp.CS0 : ofType(spec);
    }

    /** The mark a traffic type has by itself. */
    static Dscp ofType(FlowSpec spec) {
        return MarkingProfile.WINDOWS.dscp(spec.trafficType());
    }

    /** Asks for the exact mark where the type's is another one; on refusal the type's stays. */
    void askForDscp(LiveFlow flow, FlowSpec spec, Permission permission) throws QosException {
        Dscp requested = profile.dscp(spec);
        if (spec.adaptive()) {
            return;
        }
        QosException refusal = null;
        if (!requested.equals(ofType(spec))) {
            refusal = ask(flow, requested, permission);
        }
        dscp(refusal == null ? requested : ofType(spec), refusal);
    }

    private static @Nullable QosException ask(LiveFlow flow, Dscp requested, Permission permission)
            throws QosException {
        try {
            permission.require();
            flow.handle().setDscp(flow.id(), requested.value());
            return null;
        } catch (QosException e) {
            if (FATAL.contains(e.reason())) {
                throw e;
            }
            return e;
        }
    }

    void dscp(Dscp mark, @Nullable QosException refusal) {
        effective = mark;
        dscpRefusal = refusal;
    }

    /** An adaptive flow is marked as soon as it has a rate. {@return whether the mark changes with it} */
    boolean rate(FlowSpec spec, @Nullable QosException refusal) {
        Dscp before = effective;
        rateRefusal = refusal;
        if (spec.adaptive() && refusal == null) {
            effective = ofType(spec);
        }
        return !effective.equals(before);
    }

    /** An adaptive flow that has its rate gets the mark of its new type. */
    void typeChanged(FlowSpec spec) {
        if (spec.adaptive() && rateRefusal == null) {
            effective = ofType(spec);
        }
    }

    /** The flow is lost: its packets carry no mark. {@return what they carry} */
    Dscp unmarked() {
        return read(Dscp.CS0);
    }

    /** What the system says that it applies. {@return the same} */
    Dscp read(Dscp mark) {
        effective = mark;
        return mark;
    }

    /** The rate in force in bit/s, unsigned; NOT_FOUND if none was ever set. */
    long readRate(LiveFlow flow, FlowSpec spec) throws QosException {
        try {
            long rate = flow.handle().queryRate(flow.id());
            if (rate != 0) {
                return rate;
            }
        } catch (QosException e) {
            boolean granted = spec.outgoingRate().isPresent() && rateRefusal == null;
            if (e.code() != ERROR_NO_DATA || granted) {
                throw e;
            }
        }
        String hint = "No rate was ever set for the flow; set one first.";
        throw new QosException(QosFunction.QUERY_FLOW.cName(), ERROR_NO_DATA, Reason.NOT_FOUND, hint);
    }

    Optional<QosException> refusal() {
        return Optional.ofNullable(dscpRefusal != null ? dscpRefusal : rateRefusal);
    }

    Marking marking(FlowSpec spec, @Nullable QosException unread) {
        Dscp requested = profile.dscp(spec);
        return new Marking(requested, effective, refusal().or(() -> difference(requested, spec, unread)));
    }

    private Optional<QosException> difference(Dscp requested, FlowSpec spec, @Nullable QosException unread) {
        if (unread != null || requested.equals(effective)) {
            return Optional.ofNullable(unread);
        }
        boolean notTheProfiles = spec.adaptive() && effective.equals(ofType(spec));
        return Optional.of(notTheProfiles ? adaptive(requested) : overruled(requested));
    }

    private QosException adaptive(Dscp requested) {
        return new QosException(
                QosFunction.SET_FLOW.cName(),
                0,
                Reason.NOT_SUPPORTED,
                "An adaptive flow has its traffic type's mark, " + effective + ", and takes no other: for " + requested
                        + " use a flow that is not adaptive.");
    }

    private QosException overruled(Dscp requested) {
        return new QosException(
                QosFunction.QUERY_FLOW.cName(),
                0,
                Reason.OVERRIDDEN,
                "Windows accepted DSCP " + requested + " and applies " + effective
                        + ": look for a QoS policy, a DSCP marking override, shaping without marking, or an adaptive"
                        + " flow on this machine, beside which exact marks do not count.");
    }
}
