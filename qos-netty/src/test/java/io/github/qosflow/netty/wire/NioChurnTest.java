package io.github.qosflow.netty.wire;

class NioChurnTest extends LinuxChurnSuite {
    NioChurnTest() {
        super(Transport.NIO);
    }
}
