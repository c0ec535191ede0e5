package io.github.qosflow.internal.windows;

import io.github.qosflow.QosDiagnosis.Finding;
import io.github.qosflow.QosException;
import io.github.qosflow.internal.windows.ServiceFact.State;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Puts into words what Windows says of itself. What cannot be read says so; nothing fails. */
final class WindowsReport {
    private static final String IGNORED = "Ignored";

    private WindowsReport() {}

    /** Asks the system for one thing. */
    interface Question<T> {
        T ask() throws QosException;
    }

    private interface Words<T> {
        String of(T answer);
    }

    static List<Finding> findings(Question<WindowsFacts> facts, Question<Boolean> exact, Question<String> policy) {
        List<Finding> findings = new ArrayList<>();
        Answer<WindowsFacts> system = Answer.to(facts);
        findings.add(system.finding("system", found -> found.version().toString()));
        findings.add(Answer.to(exact).finding("rights", WindowsReport::rights));
        findings.add(system.finding("service", WindowsReport::service));
        findings.add(system.finding("feature", WindowsReport::feature));
        findings.add(Answer.to(policy).finding("policy", WindowsReport::policy));
        findings.add(
                new Finding(
                        "proof",
                        "Windows shows no program its own packets: a capture on the receiver proves a mark, or ./doctor --to a Linux host"));
        return findings;
    }

    /** Asked once, whatever is to be said of it. */
    private record Answer<T>(@Nullable T known, String trouble) {
        static <T> Answer<T> to(Question<T> question) {
            try {
                return new Answer<>(question.ask(), "");
            } catch (QosException e) {
                return new Answer<>(null, "cannot be read: " + e.operation() + " failed with error " + e.code());
            } catch (RuntimeException | LinkageError e) {
                return new Answer<>(null, "cannot be read: " + e.getClass().getSimpleName());
            }
        }

        Finding finding(String topic, Words<T> words) {
            return new Finding(topic, known == null ? trouble : words.of(known));
        }
    }

    private static String rights(boolean mayMarkExactly) {
        return mayMarkExactly
                ? "exact DSCP values are granted: an elevated administrator or a Network Configuration Operator"
                : "no exact DSCP values: they need an elevated administrator or a Network Configuration Operator";
    }

    private static String service(WindowsFacts facts) {
        String service = "QWAVE " + text(facts.service());
        if (!facts.service().state().isStopped()) {
            return service;
        }
        return facts.culprit()
                .filter(other -> other.state() != State.STOPPED) // drivers that start on demand may well be stopped
                .map(other -> service + "; it needs " + other.name() + ", " + text(other))
                .orElse(service);
    }

    private static String text(ServiceFact service) {
        String state = service.state().name().toLowerCase(Locale.ROOT);
        return service.state() == State.FAILED ? state + " with error " + service.exitCode() : state;
    }

    private static String feature(WindowsFacts facts) {
        if (!facts.version().server()) {
            return "qWave belongs to every desktop Windows";
        }
        return switch (facts.service().state()) {
            case ABSENT -> "qWave is not installed: run \"Install-WindowsFeature qWave\" in an elevated PowerShell";
            case UNREADABLE -> "it cannot be told whether qWave is installed, for its service cannot be read";
            default -> "qWave is installed";
        };
    }

    private static String policy(String value) {
        String wanted = "marks of programs are ";
        if (value.isEmpty()) {
            return wanted + "allowed: no policy says otherwise";
        }
        return value.equalsIgnoreCase(IGNORED)
                ? wanted + "ignored: every packet leaves with DSCP 0, and no call says so"
                : wanted + value.toLowerCase(Locale.ROOT);
    }

    static List<String> advice(Question<String> policy) {
        try {
            return policy.ask().equalsIgnoreCase(IGNORED)
                    ? List.of(
                            "have the group policy changed that takes marks off: Computer Configuration, Windows Settings, Policy-based QoS, Advanced QoS Settings, DSCP Marking Override")
                    : List.of();
        } catch (QosException | RuntimeException | LinkageError e) {
            return List.of(); // the finding has said that it cannot be read
        }
    }
}
