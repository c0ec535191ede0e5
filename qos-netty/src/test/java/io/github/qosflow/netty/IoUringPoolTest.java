package io.github.qosflow.netty;

import org.junit.jupiter.api.Tag;

@Tag("linux")
class IoUringPoolTest extends PoolSuite {
    @Override
    Loopback transport() {
        return new IoUringLoopback();
    }
}
