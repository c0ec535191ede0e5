package io.github.qosflow.netty;

class NioTransportTest extends TransportSuite {
    @Override
    Loopback transport() {
        return new NioLoopback();
    }
}
