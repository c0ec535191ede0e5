package io.github.qosflow.netty.wire;

import io.github.qosflow.netty.Transport;

class NioMediaTest extends MediaSuite {
    NioMediaTest() {
        super(Transport.NIO);
    }
}
