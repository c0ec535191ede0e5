package io.github.qosflow.netty;

class NettyMulticastTest extends MulticastSuite {
    NettyMulticastTest() throws Exception {
        super(DatagramType.NETTY);
    }
}
