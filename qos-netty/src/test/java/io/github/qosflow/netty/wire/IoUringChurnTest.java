package io.github.qosflow.netty.wire;

class IoUringChurnTest extends ChurnSuite {
    IoUringChurnTest() {
        super(Transport.IO_URING);
    }
}
