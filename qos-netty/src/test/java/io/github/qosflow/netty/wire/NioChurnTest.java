package io.github.qosflow.netty.wire;

import io.github.qosflow.netty.Transport;

class NioChurnTest extends LinuxChurnSuite {
    NioChurnTest() {
        super(Transport.NIO);
    }
}
