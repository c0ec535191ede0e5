package io.github.qosflow.netty;

class NioLifecycleTest extends LifecycleSuite {
    @Override
    Loopback transport() {
        return new NioLoopback();
    }
}
