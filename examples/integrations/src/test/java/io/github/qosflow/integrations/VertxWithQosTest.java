package io.github.qosflow.integrations;

import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource
class VertxWithQosTest extends FlowSuite {
    VertxWithQosTest(VertxPair.Protocol protocol) {
        super(VertxPair.starter(Transport.NIO, protocol));
    }
}
