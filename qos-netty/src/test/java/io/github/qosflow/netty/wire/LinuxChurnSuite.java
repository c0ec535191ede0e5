package io.github.qosflow.netty.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.qosflow.QosException;
import io.github.qosflow.QosSubsystem;
import io.github.qosflow.netty.Transport;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Tag;

/** The kernel is asked what is left. */
@Tag("wire")
abstract class LinuxChurnSuite extends ChurnSuite {
    LinuxChurnSuite(Transport transport) {
        super(transport);
    }

    @Override
    long descriptors() throws IOException {
        return Descriptors.count();
    }

    @Override
    void assertNothingLeft(QosSubsystem qos) throws IOException {
        assertEquals(0, flows(qos), "flows");
        assertEquals(List.of(), Descriptors.marked(), "marked sockets");
    }

    private static int flows(QosSubsystem qos) throws QosException {
        return qos.enumerateFlows().length;
    }
}
