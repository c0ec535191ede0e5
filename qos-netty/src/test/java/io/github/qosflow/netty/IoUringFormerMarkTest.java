package io.github.qosflow.netty;

import org.junit.jupiter.api.Tag;

@Tag("linux")
class IoUringFormerMarkTest extends FormerMarkSuite {
    @Override
    Loopback transport() {
        return new IoUringLoopback();
    }
}
