package io.github.qosflow.integrations;

class GrpcWithQosTest extends FlowSuite {
    GrpcWithQosTest() {
        super((family, server, client) -> new GrpcPair(Transport.NIO, family, server, client));
    }
}
