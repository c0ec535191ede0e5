package io.github.qosflow.netty.wire;

import io.github.qosflow.netty.Transport;

class EpollWireTest extends WireSuite {
    EpollWireTest() {
        super(Transport.EPOLL);
    }
}
