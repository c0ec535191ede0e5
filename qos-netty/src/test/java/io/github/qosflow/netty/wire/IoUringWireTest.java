package io.github.qosflow.netty.wire;

class IoUringWireTest extends WireSuite {
    IoUringWireTest() {
        super(Transport.IO_URING);
    }
}
