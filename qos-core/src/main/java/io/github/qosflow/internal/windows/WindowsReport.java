package io.github.qosflow.internal.windows;

import io.github.qosflow.QosDiagnosis.Finding;
import io.github.qosflow.QosException;
import io.github.qosflow.internal.windows.ServiceFact.State;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

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
        findings.add(finding("system", facts, found -> found.version().toString()));
        findings.add(finding("rights", exact, WindowsReport::rights));
        findings.add(finding("service", facts, WindowsReport::service));
        findings.add(finding("feature", facts, WindowsReport::feature));
        findings.add(finding("policy", policy, WindowsReport::policy));
        findings.add(
                new Finding(
                        "proof",
                        "Windows shows no program its own packets: a capture on the receiver proves a mark, or ./doctor --to a Linux host"));
        return findings;
    }

    private static <T> Finding finding(String topic, Question<T> question, Words<T> words) {
        try {
            return new Finding(topic, words.of(question.ask()));
        } catch (QosException e) {
            return new Finding(topic, "cannot be read: " + e.operation() + " failed with error " + e.code());
        } catch (RuntimeException | LinkageError e) {
            return new Finding(topic, "cannot be read: " + e.getClass().getSimpleName());
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
