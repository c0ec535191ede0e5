package io.github.qosflow.netty;

/** io_uring, on Linux. */
final class IoUringLoopback extends Loopback {
    IoUringLoopback() {
        super(Transport.IO_URING);
    }
}
