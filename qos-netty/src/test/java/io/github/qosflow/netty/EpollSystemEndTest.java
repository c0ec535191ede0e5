package io.github.qosflow.netty;

import org.junit.jupiter.api.Tag;

@Tag("linux")
class EpollSystemEndTest extends SystemEndSuite {
    @Override
    Loopback transport() {
        return new EpollLoopback();
    }
}
