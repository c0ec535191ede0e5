package io.github.qosflow.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.qosflow.DataRate;
import io.github.qosflow.NativeSocket;
import io.github.qosflow.QosException;
import io.github.qosflow.QosException.Reason;
import io.github.qosflow.QosFlow;
import io.github.qosflow.testing.InMemoryQos;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class AdaptiveSenderTest {
    private static final NativeSocket SOCKET = NativeSocket.ofHandle(7);

    private final InMemoryQos qos = new InMemoryQos();
    private final List<DataRate> asked = new ArrayList<>();
    private final AdaptiveSender sender = new AdaptiveSender(asked::add);

    @Test
    void theVideoIsHalvedWhileThePathIsCongested() throws Exception {
        QosFlow flow = sender.start(qos, SOCKET);
        qos.congest(flow);
        qos.uncongest(flow);

        assertEquals(List.of(DataRate.ofMegabitsPerSecond(4), DataRate.ofMegabitsPerSecond(8)), asked);
        assertEquals(8_186_667, flow.queryOutgoingRate().bitsPerSecond());
    }

    @Test
    void aPeerThatCannotBeMeasuredIsServedAllTheSame() throws Exception {
        qos.failNext(new QosException("QOSAddSocketToFlow", 50, Reason.NOT_SUPPORTED, "The peer cannot be measured."));

        QosFlow flow = sender.start(qos, SOCKET);

        assertFalse(flow.spec().adaptive());
        assertTrue(flow.isOpen());
    }
}
