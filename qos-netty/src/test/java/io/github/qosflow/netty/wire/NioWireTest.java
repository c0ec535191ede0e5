package io.github.qosflow.netty.wire;

import io.github.qosflow.netty.Transport;

class NioWireTest extends WireSuite {
    NioWireTest() {
        super(Transport.NIO);
    }
}
