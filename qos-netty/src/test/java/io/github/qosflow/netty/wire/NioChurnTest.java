package io.github.qosflow.netty.wire;

class NioChurnTest extends ChurnSuite {
    NioChurnTest() {
        super(Transport.NIO);
    }
}
