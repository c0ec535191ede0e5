package io.github.qosflow.internal.windows;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.qosflow.Qos;
import io.github.qosflow.QosDiagnosis;
import io.github.qosflow.QosDiagnosis.Finding;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** Rights and policy, read from the registry and the token of Wine. */
@Tag("windows")
@EnabledIfSystemProperty(named = "qosflow.wine", matches = "true")
class SettingsTest {
    private static final String KEY = "HKLM\\" + Settings.POLICY_KEY;

    @AfterEach
    void removePolicy() throws Exception {
        reg("delete", KEY, "/f");
    }

    @Test
    void withoutAPolicyMarksAreAllowed() throws Exception {
        assertEquals("", new Settings(new SystemLibraries().settings()).policy());
    }

    @Test
    void aPolicyIsReadAsItWasWritten() throws Exception {
        assertEquals(0, reg("add", KEY, "/v", Settings.POLICY_VALUE, "/t", "REG_SZ", "/d", "Ignored", "/f"));
        assertEquals("Ignored", new Settings(new SystemLibraries().settings()).policy());
        QosDiagnosis diagnosis = Qos.diagnose();
        assertTrue(text(diagnosis, "policy").contains("ignored"), diagnosis.toString());
        assertTrue(diagnosis.advice().stream().anyMatch(line -> line.contains("DSCP Marking Override")));
    }

    @Test
    void theUserOfWineIsAnAdministrator() throws Exception {
        assertTrue(new Settings(new SystemLibraries().settings()).mayMarkExactly());
    }

    @Test
    void theDiagnosisHasEveryTopicAndProvesNothing() {
        QosDiagnosis diagnosis = Qos.diagnose();
        for (String topic : List.of("java", "system", "rights", "service", "feature", "policy", "proof")) {
            assertFalse(text(diagnosis, topic).startsWith("cannot be read"), diagnosis.toString());
        }
        assertTrue(diagnosis.proofs().isEmpty());
    }

    private static String text(QosDiagnosis diagnosis, String topic) {
        return diagnosis.findings().stream()
                .filter(finding -> finding.topic().equals(topic))
                .map(Finding::text)
                .findFirst()
                .orElseThrow();
    }

    private static int reg(String... arguments) throws IOException, InterruptedException {
        List<String> command = new java.util.ArrayList<>(List.of("reg.exe"));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command).inheritIO().start().waitFor();
    }
}
