package io.github.qosflow.internal.linux;

import io.github.qosflow.behaviour.ApiBehaviour;
import io.github.qosflow.model.Environment;
import org.junit.jupiter.api.Tag;

/** Socket options of real connections; only what happens on the path is told by the test, see CongestionTest for a real one. */
@Tag("linux")
class LinuxBehaviourTest extends ApiBehaviour {
    @Override
    protected Environment environment() throws Exception {
        return new LinuxEnvironment();
    }
}
