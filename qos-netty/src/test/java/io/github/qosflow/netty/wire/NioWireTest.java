package io.github.qosflow.netty.wire;

class NioWireTest extends WireSuite {
    NioWireTest() {
        super(Transport.NIO);
    }
}
