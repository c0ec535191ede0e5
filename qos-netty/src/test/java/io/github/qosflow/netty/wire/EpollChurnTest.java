package io.github.qosflow.netty.wire;

class EpollChurnTest extends ChurnSuite {
    EpollChurnTest() {
        super(Transport.EPOLL);
    }
}
