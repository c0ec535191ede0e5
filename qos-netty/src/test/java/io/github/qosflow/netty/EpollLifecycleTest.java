package io.github.qosflow.netty;

import org.junit.jupiter.api.Tag;

@Tag("linux")
class EpollLifecycleTest extends LifecycleSuite {
    @Override
    Loopback transport() {
        return new EpollLoopback();
    }
}
