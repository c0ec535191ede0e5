package io.github.qosflow.integrations;

import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.CsvSource;

@ParameterizedClass
@CsvSource({"NIO, HTTP", "EPOLL, HTTP", "NIO, TCP", "EPOLL, TCP"})
class VertxWireTest extends WireSuite {
    VertxWireTest(Transport transport, VertxPair.Protocol protocol) {
        super(VertxPair.starter(transport, protocol));
    }
}
