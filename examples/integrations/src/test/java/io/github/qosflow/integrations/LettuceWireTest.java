package io.github.qosflow.integrations;

class LettuceWireTest extends WireSuite {
    LettuceWireTest() {
        super(LettucePair::new);
    }
}
