package io.github.qosflow.netty.wire;

class IoUringChurnTest extends LinuxChurnSuite {
    IoUringChurnTest() {
        super(Transport.IO_URING);
    }
}
