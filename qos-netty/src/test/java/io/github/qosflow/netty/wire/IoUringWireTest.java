package io.github.qosflow.netty.wire;

import io.github.qosflow.netty.Transport;

class IoUringWireTest extends WireSuite {
    IoUringWireTest() {
        super(Transport.IO_URING);
    }
}
