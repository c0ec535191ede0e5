package io.github.qosflow.netty.wire;

import io.github.qosflow.netty.Transport;

class IoUringChurnTest extends LinuxChurnSuite {
    IoUringChurnTest() {
        super(Transport.IO_URING);
    }
}
