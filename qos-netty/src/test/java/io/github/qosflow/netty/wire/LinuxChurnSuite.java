package io.github.qosflow.netty.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.qosflow.QosException;
import io.github.qosflow.QosSubsystem;
import io.github.qosflow.netty.Transport;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;

/** The kernel is asked what is left. */
@Tag("wire")
abstract class LinuxChurnSuite extends ChurnSuite {
    private List<String> markedBefore = List.of();

    LinuxChurnSuite(Transport transport) {
        super(transport);
    }

    /** Other tests of this JVM may have left sockets to the garbage collector. */
    @Override
    void markBaseline() throws IOException {
        markedBefore = Descriptors.marked();
    }

    @Override
    long descriptors() throws IOException {
        return Descriptors.count();
    }

    @Override
    void assertNothingLeft(QosSubsystem qos) throws IOException {
        assertEquals(0, flows(qos), "flows");
        List<String> marked = new ArrayList<>(Descriptors.marked());
        marked.removeAll(markedBefore);
        assertEquals(List.of(), marked, "marked sockets");
    }

    private static int flows(QosSubsystem qos) throws QosException {
        return qos.enumerateFlows().length;
    }
}
