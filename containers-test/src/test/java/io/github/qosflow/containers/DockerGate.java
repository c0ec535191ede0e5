package io.github.qosflow.containers;

import com.github.dockerjava.api.exception.NotFoundException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.testcontainers.DockerClientFactory;

/**
 * Lets the container tests run where Docker and the images are there. Elsewhere they are skipped, but not in a continuous
 * integration: there a build that was green because nothing ran would say what is not true.
 */
final class DockerGate implements ExecutionCondition {
    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        return decide(Missing.PART, required(System.getenv()));
    }

    static ConditionEvaluationResult decide(Optional<String> missing, boolean required) {
        if (missing.isEmpty()) {
            return ConditionEvaluationResult.enabled("Docker and the images are there");
        }
        if (required) {
            throw new ExtensionConfigurationException("container tests are required here: " + missing.get());
        }
        return ConditionEvaluationResult.disabled(missing.get());
    }

    /** QOSFLOW_REQUIRE_DOCKER decides where it is set, else whether this is a continuous integration. */
    static boolean required(Map<String, String> environment) {
        return Boolean.parseBoolean(
                environment.getOrDefault("QOSFLOW_REQUIRE_DOCKER", environment.getOrDefault("CI", "false")));
    }

    /** Asked for once: Testcontainers tries for a while before it gives up. */
    private static final class Missing {
        static final Optional<String> PART = find();

        @SuppressWarnings("resource") // Testcontainers keeps its client open
        private static Optional<String> find() {
            try {
                for (String image : List.of(Machine.IMAGE, RedisMachine.IMAGE)) {
                    DockerClientFactory.instance()
                            .client()
                            .inspectImageCmd(image)
                            .exec();
                }
                return Optional.empty();
            } catch (NotFoundException e) {
                return Optional.of("an image is missing: " + e.getMessage() + "; ci/images.sh makes it");
            } catch (RuntimeException e) {
                return Optional.of("no Docker: " + e.getMessage() + "; ci/docker.sh start, as root, starts it");
            }
        }
    }
}
