package io.github.qosflow.netty;

import org.junit.jupiter.api.Tag;

@Tag("linux")
class EpollSlowSystemTest extends SlowSystemSuite {
    @Override
    Loopback transport() {
        return new EpollLoopback();
    }
}
