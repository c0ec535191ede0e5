package io.github.qosflow.netty;

import org.junit.jupiter.api.Tag;

@Tag("linux")
class IoUringLifecycleTest extends LifecycleSuite {
    @Override
    Loopback transport() {
        return new IoUringLoopback();
    }
}
