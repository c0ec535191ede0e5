package io.github.qosflow.netty;

class NioSystemEndTest extends SystemEndSuite {
    @Override
    Loopback transport() {
        return new NioLoopback();
    }
}
