package io.github.qosflow.netty;

import org.junit.jupiter.api.Tag;

/** Not with 4.1: there an event loop of io_uring never ends when one of its channels has moved away. */
@Tag("linux")
class IoUringMovingTest extends MovingSuite {
    @Override
    Transport transport() {
        return Transport.IO_URING;
    }
}
