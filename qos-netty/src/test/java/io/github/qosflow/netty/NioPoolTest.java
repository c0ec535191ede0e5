package io.github.qosflow.netty;

class NioPoolTest extends PoolSuite {
    @Override
    Loopback transport() {
        return new NioLoopback();
    }
}
