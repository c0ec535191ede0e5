package io.github.qosflow.netty;

import org.junit.jupiter.api.Tag;

@Tag("linux")
class IoUringTunnelTest extends TunnelSuite {
    @Override
    Loopback transport() {
        return new IoUringLoopback();
    }
}
