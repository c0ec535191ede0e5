package io.github.qosflow.model;

import java.util.List;
import org.junit.jupiter.api.Test;

/** The model and InMemoryQos, on every system. */
class ModelTest {
    @Test
    void inMemoryQosDoesWhatIsPromised() {
        new ModelRun("model and InMemoryQos", List.of(InMemoryEnvironment::new)).run();
    }
}
