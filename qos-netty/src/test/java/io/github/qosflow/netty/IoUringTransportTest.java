package io.github.qosflow.netty;

import org.junit.jupiter.api.Tag;

@Tag("linux")
class IoUringTransportTest extends TransportSuite {
    @Override
    Loopback transport() {
        return new IoUringLoopback();
    }
}
