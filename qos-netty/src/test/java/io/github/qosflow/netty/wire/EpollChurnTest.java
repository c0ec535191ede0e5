package io.github.qosflow.netty.wire;

class EpollChurnTest extends LinuxChurnSuite {
    EpollChurnTest() {
        super(Transport.EPOLL);
    }
}
