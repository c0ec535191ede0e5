package io.github.qosflow.containers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;

class DockerGateTest {
    private static final Optional<String> NO_DOCKER = Optional.of("no Docker");

    @Test
    void whatIsMissingFailsTheTestsWhereTheyAreRequired() {
        ExtensionConfigurationException failure =
                assertThrows(ExtensionConfigurationException.class, () -> DockerGate.decide(NO_DOCKER, true));
        assertEquals("container tests are required here: no Docker", failure.getMessage());
    }

    @Test
    void whatIsMissingSkipsThemWithTheReasonElsewhere() {
        ConditionEvaluationResult result = DockerGate.decide(NO_DOCKER, false);
        assertTrue(result.isDisabled());
        assertEquals(NO_DOCKER, result.getReason());
    }

    @Test
    void theyRunWhereNothingIsMissing() {
        assertFalse(DockerGate.decide(Optional.empty(), true).isDisabled());
        assertFalse(DockerGate.decide(Optional.empty(), false).isDisabled());
    }

    @Test
    void aContinuousIntegrationRequiresThem() {
        assertTrue(DockerGate.required(Map.of("CI", "true")));
        assertFalse(DockerGate.required(Map.of()));
        assertFalse(DockerGate.required(Map.of("CI", "")));
    }

    @Test
    void whoeverRunsThemMayDecide() {
        assertTrue(DockerGate.required(Map.of("QOSFLOW_REQUIRE_DOCKER", "true")));
        assertFalse(DockerGate.required(Map.of("QOSFLOW_REQUIRE_DOCKER", "false", "CI", "true")));
    }
}
