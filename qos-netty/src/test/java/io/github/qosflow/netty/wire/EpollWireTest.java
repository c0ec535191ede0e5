package io.github.qosflow.netty.wire;

class EpollWireTest extends WireSuite {
    EpollWireTest() {
        super(Transport.EPOLL);
    }
}
