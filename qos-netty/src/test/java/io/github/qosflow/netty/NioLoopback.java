package io.github.qosflow.netty;

/** NIO, on every system. */
final class NioLoopback extends Loopback {
    NioLoopback() {
        super(Transport.NIO);
    }
}
