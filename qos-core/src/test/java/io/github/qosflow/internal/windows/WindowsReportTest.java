package io.github.qosflow.internal.windows;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.qosflow.QosDiagnosis.Finding;
import io.github.qosflow.QosException;
import io.github.qosflow.internal.windows.ServiceFact.State;
import java.util.List;
import org.junit.jupiter.api.Test;

class WindowsReportTest {
    private static final WindowsVersion DESKTOP = new WindowsVersion(10, 0, 26_200, false);
    private static final WindowsVersion SERVER = new WindowsVersion(10, 0, 20_348, true);

    @Test
    void aHealthyDesktopSaysSo() {
        assertEquals(
                List.of(
                        "system: Windows 10.0.26200",
                        "rights: no exact DSCP values: they need an elevated administrator or a Network Configuration Operator",
                        "service: QWAVE running",
                        "feature: qWave belongs to every desktop Windows",
                        "policy: marks of programs are allowed: no policy says otherwise"),
                words(DESKTOP, State.RUNNING, false, ""));
    }

    @Test
    void aServerWithoutTheFeatureNamesTheCommand() {
        List<String> words = words(SERVER, State.ABSENT, true, "Allowed");
        assertEquals("service: QWAVE absent", words.get(2));
        assertEquals(
                "feature: qWave is not installed: run \"Install-WindowsFeature qWave\" in an elevated PowerShell",
                words.get(3));
        assertEquals("policy: marks of programs are allowed", words.get(4));
        assertEquals(
                "feature: qWave is installed",
                words(SERVER, State.STOPPED, true, "").get(3));
    }

    @Test
    void whatTheServiceNeedsIsNamedWhenItIsStopped() {
        ServiceFact psched = new ServiceFact("Psched", State.FAILED, 31, List.of());
        WindowsFacts facts = new WindowsFacts(DESKTOP, ServiceFact.of("QWAVE", State.STOPPED), List.of(psched));
        Finding service =
                WindowsReport.findings(() -> facts, () -> true, () -> "").get(2);
        assertEquals("service: QWAVE stopped; it needs Psched, failed with error 31", service.toString());
    }

    @Test
    void aDriverThatStartsOnDemandIsNotToBlameNorIsAnythingWhileTheServiceRuns() {
        ServiceFact demand = ServiceFact.of("QWAVEdrv", State.STOPPED);
        ServiceFact disabled = ServiceFact.of("Psched", State.DISABLED);
        assertEquals("service: QWAVE stopped", service(State.STOPPED, demand));
        assertEquals("service: QWAVE running", service(State.RUNNING, disabled));
        assertEquals("service: QWAVE stopped; it needs Psched, disabled", service(State.STOPPED, disabled));
    }

    private static String service(State state, ServiceFact dependency) {
        WindowsFacts facts = new WindowsFacts(DESKTOP, ServiceFact.of("QWAVE", state), List.of(dependency));
        return WindowsReport.findings(() -> facts, () -> true, () -> "").get(2).toString();
    }

    @Test
    void aServerWhoseServiceCannotBeReadIsNotSaidToHaveTheFeature() {
        assertEquals(
                "feature: it cannot be told whether qWave is installed, for its service cannot be read",
                words(SERVER, State.UNREADABLE, true, "").get(3));
    }

    @Test
    void aPolicyThatIgnoresMarksIsAFindingAndAnAdvice() {
        List<String> words = words(DESKTOP, State.RUNNING, true, "Ignored");
        assertTrue(words.get(4).endsWith("every packet leaves with DSCP 0, and no call says so"), words.get(4));
        assertTrue(WindowsReport.advice(() -> "Ignored").get(0).contains("DSCP Marking Override"));
        assertEquals(List.of(), WindowsReport.advice(() -> "Allowed"));
        assertEquals(List.of(), WindowsReport.advice(() -> ""));
    }

    @Test
    void whatCannotBeReadSaysSoAndNothingFails() {
        QosException denied = Win32Error.exception("RegGetValueW", 5);
        List<Finding> findings = WindowsReport.findings(
                () -> {
                    throw new UnsatisfiedLinkError("no advapi32");
                },
                () -> {
                    throw new IllegalStateException("no token");
                },
                () -> {
                    throw denied;
                });
        assertTrue(findings.get(0).text().startsWith("cannot be read: "), findings.toString());
        assertTrue(findings.get(1).text().contains("IllegalStateException"), findings.toString());
        assertEquals(
                "policy: cannot be read: RegGetValueW failed with error 5",
                findings.get(4).toString());
        assertEquals(List.of(), WindowsReport.advice(() -> {
            throw denied;
        }));
    }

    /** The last one is always the same. */
    private static List<String> words(WindowsVersion version, State service, boolean exact, String policy) {
        WindowsFacts facts = new WindowsFacts(version, ServiceFact.of("QWAVE", service), List.of());
        List<Finding> findings = WindowsReport.findings(() -> facts, () -> exact, () -> policy);
        assertEquals("proof", findings.get(5).topic());
        return findings.subList(0, 5).stream().map(Finding::toString).toList();
    }
}
