package io.github.qosflow.integrations;

import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource
class GrpcWireTest extends WireSuite {
    GrpcWireTest(Transport transport) {
        super((family, server, client) -> new GrpcPair(transport, family, server, client));
    }
}
