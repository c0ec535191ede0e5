package io.github.qosflow.behaviour;

import io.github.qosflow.model.Environment;
import io.github.qosflow.model.InMemoryEnvironment;

/** Without any system, on every system. */
class InMemoryBehaviourTest extends ApiBehaviour {
    @Override
    protected Environment environment() {
        return new InMemoryEnvironment();
    }
}
