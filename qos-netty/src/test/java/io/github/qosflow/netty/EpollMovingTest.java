package io.github.qosflow.netty;

import org.junit.jupiter.api.Tag;

@Tag("linux")
class EpollMovingTest extends MovingSuite {
    @Override
    Transport transport() {
        return Transport.EPOLL;
    }
}
