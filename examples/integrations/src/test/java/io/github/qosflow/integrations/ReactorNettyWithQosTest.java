package io.github.qosflow.integrations;

import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.netty.http.HttpProtocol;

@ParameterizedClass
@EnumSource(names = {"HTTP11", "H2C"})
class ReactorNettyWithQosTest extends FlowSuite {
    ReactorNettyWithQosTest(HttpProtocol protocol) {
        super((family, server, client) -> new ReactorNettyPair(Transport.NIO, protocol, family, server, client));
    }
}
