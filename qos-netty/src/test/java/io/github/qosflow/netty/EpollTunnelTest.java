package io.github.qosflow.netty;

import org.junit.jupiter.api.Tag;

@Tag("linux")
class EpollTunnelTest extends TunnelSuite {
    @Override
    Loopback transport() {
        return new EpollLoopback();
    }
}
