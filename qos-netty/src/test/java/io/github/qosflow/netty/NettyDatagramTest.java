package io.github.qosflow.netty;

class NettyDatagramTest extends DatagramSuite {
    NettyDatagramTest() {
        super(DatagramType.NETTY);
    }
}
