package io.github.qosflow.netty;

/** epoll, on Linux. */
final class EpollLoopback extends Loopback {
    EpollLoopback() {
        super(Transport.EPOLL);
    }
}
