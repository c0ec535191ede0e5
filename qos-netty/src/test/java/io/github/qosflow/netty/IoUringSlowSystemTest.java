package io.github.qosflow.netty;

import org.junit.jupiter.api.Tag;

@Tag("linux")
class IoUringSlowSystemTest extends SlowSystemSuite {
    @Override
    Loopback transport() {
        return new IoUringLoopback();
    }
}
