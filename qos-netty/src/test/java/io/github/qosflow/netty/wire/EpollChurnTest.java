package io.github.qosflow.netty.wire;

import io.github.qosflow.netty.Transport;

class EpollChurnTest extends LinuxChurnSuite {
    EpollChurnTest() {
        super(Transport.EPOLL);
    }
}
