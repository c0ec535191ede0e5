package io.github.qosflow.netty;

class NioMovingTest extends MovingSuite {
    @Override
    Transport transport() {
        return Transport.NIO;
    }
}
