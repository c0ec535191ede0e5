package io.github.qosflow.internal.windows;

import io.github.qosflow.QosException;
import io.github.qosflow.QosException.Reason;
import io.github.qosflow.internal.windows.ServiceFact.State;
import java.util.Optional;

/** Decides why QOS2 could not be opened: what was refused, seen in the light of what the system says. Asks nothing. */
final class Unavailability {
    private static final int ERROR_GEN_FAILURE = 31;
    private static final int ERROR_MOD_NOT_FOUND = 126;
    private static final int ERROR_SERVICE_ALREADY_RUNNING = 1056;
    private static final int ERROR_SERVICE_DEPENDENCY_FAIL = 1068;

    private static final String FEATURE =
            "The feature qWave is not installed on this Windows Server: run \"Install-WindowsFeature qWave\" in an elevated PowerShell, then restart this program.";
    private static final String DAMAGED = ", so this Windows is damaged: run \"sfc /scannow\" as administrator.";

    private Unavailability() {}

    /** Whether the facts can say more than the refusal does. Not of 1056, which only Wine's own library answers. */
    static boolean isExplicable(QosException refusal) {
        return switch (refusal.reason()) {
            case LIBRARY_MISSING -> refusal.code() == ERROR_MOD_NOT_FOUND;
            case SERVICE_UNAVAILABLE -> refusal.code() != ERROR_SERVICE_ALREADY_RUNNING;
            case INTERNAL_FAILURE -> refusal.code() == ERROR_GEN_FAILURE;
            default -> false;
        };
    }

    /** The same refusal with the reason and the advice of the facts, or as it is if they are no help. */
    static QosException explain(QosException refusal, WindowsFacts facts) {
        if (!facts.version().hasQos2()) {
            String hint = "QOS2 came with Windows Vista and Windows Server 2008, and this is " + facts.version() + ".";
            return told(refusal, Reason.NOT_SUPPORTED, hint);
        }
        if (refusal.reason() == Reason.LIBRARY_MISSING) {
            return told(refusal, Reason.LIBRARY_MISSING, library(facts));
        }
        return service(facts, refusal.code())
                .map(hint -> told(refusal, Reason.SERVICE_UNAVAILABLE, hint))
                .orElse(refusal);
    }

    private static String library(WindowsFacts facts) {
        State service = facts.service().state();
        if (service != State.ABSENT && service != State.UNREADABLE) {
            return "The service QWAVE is registered but its qwave.dll, or what that needs, is absent" + DAMAGED;
        }
        return facts.version().server() ? FEATURE : "qwave.dll is absent, which every desktop Windows has" + DAMAGED;
    }

    private static Optional<String> service(WindowsFacts facts, int code) {
        return switch (facts.service().state()) {
            case ABSENT ->
                Optional.of(facts.version().server() ? FEATURE : "The service QWAVE is not registered" + DAMAGED);
            case DISABLED -> Optional.of("The service QWAVE is disabled: " + enable("QWAVE"));
            case FAILED, STOPPED -> Optional.of(stopped(facts, code));
            case UNREADABLE, RUNNING -> Optional.empty();
        };
    }

    private static String stopped(WindowsFacts facts, int code) {
        return facts.culprit()
                .filter(culprit -> isToBlame(culprit, code))
                .map(Unavailability::dependency)
                .orElseGet(() -> "The service QWAVE " + doesNotRun(facts.service()));
    }

    /** Drivers that start on demand may well be stopped; they are to blame only if the system says that one is. */
    private static boolean isToBlame(ServiceFact dependency, int code) {
        return dependency.state() != State.STOPPED || code == ERROR_SERVICE_DEPENDENCY_FAIL;
    }

    private static String dependency(ServiceFact dependency) {
        String name = dependency.name();
        return switch (dependency.state()) {
            case ABSENT -> "The service QWAVE depends on " + name + ", which is not registered" + DAMAGED;
            case DISABLED -> "The service QWAVE depends on " + name + ", which is disabled: " + enable(name);
            default -> "The service QWAVE depends on " + name + ", which " + doesNotRun(dependency);
        };
    }

    private static String doesNotRun(ServiceFact service) {
        String start = "\"sc.exe start " + service.name() + "\" as administrator";
        return service.state() == State.FAILED
                ? "ended with error " + service.exitCode() + ": \"net helpmsg " + service.exitCode()
                        + "\" prints what that means, and " + start + " tries again."
                : "is stopped: " + start + " tells why it does not start.";
    }

    private static String enable(String service) {
        return "run \"sc.exe config " + service + " start= demand\" as administrator.";
    }

    private static QosException told(QosException refusal, Reason reason, String hint) {
        return new QosException(refusal.operation(), refusal.code(), reason, hint, refusal);
    }
}
