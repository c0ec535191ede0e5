package io.github.qosflow.integrations;

class LettuceWithQosTest extends FlowSuite {
    LettuceWithQosTest() {
        super(LettucePair::new);
    }
}
