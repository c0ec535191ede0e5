package io.github.qosflow.netty.wire;

import io.github.qosflow.netty.Transport;

class IoUringMediaTest extends MediaSuite {
    IoUringMediaTest() {
        super(Transport.IO_URING);
    }
}
