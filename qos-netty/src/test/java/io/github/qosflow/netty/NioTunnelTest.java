package io.github.qosflow.netty;

class NioTunnelTest extends TunnelSuite {
    @Override
    Loopback transport() {
        return new NioLoopback();
    }
}
