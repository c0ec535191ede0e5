package io.github.qosflow.netty;

class NioSlowSystemTest extends SlowSystemSuite {
    @Override
    Loopback transport() {
        return new NioLoopback();
    }
}
