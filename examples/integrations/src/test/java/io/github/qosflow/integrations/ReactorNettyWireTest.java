package io.github.qosflow.integrations;

import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.CsvSource;
import reactor.netty.http.HttpProtocol;

@ParameterizedClass
@CsvSource({"NIO, HTTP11", "EPOLL, HTTP11", "NIO, H2C", "EPOLL, H2C"})
class ReactorNettyWireTest extends WireSuite {
    ReactorNettyWireTest(Transport transport, HttpProtocol protocol) {
        super((family, server, client) -> new ReactorNettyPair(transport, protocol, family, server, client));
    }
}
