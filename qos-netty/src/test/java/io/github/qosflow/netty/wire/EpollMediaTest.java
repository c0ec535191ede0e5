package io.github.qosflow.netty.wire;

import io.github.qosflow.netty.Transport;

class EpollMediaTest extends MediaSuite {
    EpollMediaTest() {
        super(Transport.EPOLL);
    }
}
