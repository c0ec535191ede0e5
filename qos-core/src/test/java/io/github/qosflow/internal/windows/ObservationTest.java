package io.github.qosflow.internal.windows;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.qosflow.Dscp;
import io.github.qosflow.FlowSpec;
import io.github.qosflow.NativeSocket;
import io.github.qosflow.QosException.Reason;
import io.github.qosflow.QosFlow;
import io.github.qosflow.TrafficType;
import io.github.qosflow.testkit.Flight;
import java.nio.channels.DatagramChannel;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import jdk.jfr.consumer.RecordedEvent;
import org.junit.jupiter.api.Test;

/** What is Windows' own in the numbers and in Flight Recorder: restarts, other threads, notifications. */
class ObservationTest extends AdaptiveSuite {
    private static final FlowSpec VOICE = FlowSpec.of(TrafficType.VOICE);

    @Test
    void aRestartIsCountedAndRecordedOnceWithWhatCameBackAndWhatDidNot() throws Exception {
        DatagramChannel closing = sockets.connected();
        qos.createFlow(VOICE, NativeSocket.of(closing));
        QosFlow staying = qos.createFlow(VOICE, sockets.socket());
        closing.close();
        try (Flight flight = Flight.of("Reinitialised")) {
            dll.control("reinitialize");
            staying.queryPacketPriority();
            eventually(() -> qos.statistics().reinitialisations() > 0);
            List<RecordedEvent> restarts = flight.land();
            assertEquals(1, restarts.size(), restarts.toString());
            assertEquals(1, restarts.get(0).getInt("flowsPutBack"));
            assertEquals(1, restarts.get(0).getInt("flowsLost"));
            assertTrue(restarts.get(0).getDuration().compareTo(Duration.ZERO) > 0);
        }
        assertEquals(1, qos.statistics().reinitialisations());
        assertEquals(2, qos.statistics().flowsCreated());
        assertEquals(1, qos.statistics().flowsOpen());
    }

    /** Several handles may die before one lives: that is one outage. */
    @Test
    void anOutageOfManyHandlesCountsOnce() throws Exception {
        QosFlow flow = qos.createFlow(VOICE, sockets.socket());
        dll.control("fail QOSAddSocketToFlow 1164 3");
        dll.control("reinitialize");
        flow.queryPacketPriority();
        eventually(() -> qos.statistics().reinitialisations() > 0);
        assertEquals(1, qos.statistics().reinitialisations());

        dll.control("reinitialize");
        flow.queryPacketPriority();
        eventually(() -> qos.statistics().reinitialisations() == 2);
    }

    @Test
    void anEventLoopsFlowIsRecordedOnce() throws Exception {
        dll.administrator(false);
        try (Flight flight = Flight.of("Attach", "Failure")) {
            QosFlow flow =
                    get(qos.createFlowAsync(VOICE.toBuilder().dscp(Dscp.EF).build(), sockets.socket()));
            List<RecordedEvent> events = flight.land();
            assertEquals(1, events.size(), events.toString());
            assertEquals(flow.id(), events.get(0).getLong("flowId"));
            assertEquals(Dscp.EF.value(), events.get(0).getInt("requestedDscp"));
            assertEquals(Dscp.CS7.value(), events.get(0).getInt("effectiveDscp"));
            assertEquals("QOS2", events.get(0).getString("subsystem"));
        }
        assertEquals(1, qos.statistics().markingsRefused());
    }

    @Test
    void whatTheWorkerIsRefusedIsCountedAndRecordedOnce() throws Exception {
        dll.control("fail QOSAddSocketToFlow 1450");
        try (Flight flight = Flight.of("Attach", "Failure")) {
            Reason reason =
                    refusal(qos.createFlowAsync(VOICE, sockets.socket())).reason();
            assertEquals(Map.of(reason, 1L), qos.statistics().failures());
            List<RecordedEvent> events = flight.land();
            assertEquals(1, events.size(), events.toString());
            assertEquals(1450, events.get(0).getInt("code"));
            assertEquals("QOSAddSocketToFlow", events.get(0).getString("operation"));
            assertEquals(reason.name(), events.get(0).getString("reason"));
        }
        assertEquals(0, qos.statistics().flowsCreated());
    }

    /** It was in QOS2 already, and is taken out again. */
    @Test
    void anAdaptiveFlowWhoseRateIsHopelessIsAFailureAndNoFlow() throws Exception {
        dll.control("fail QOSSetFlow/1 50");
        Reason reason = refused(this::adaptive).reason();
        eventually(() -> dll.flowCount() == 0);
        assertEquals(Map.of(reason, 1L), qos.statistics().failures());
        assertEquals(0, qos.statistics().flowsCreated());
        assertEquals(0, qos.statistics().flowsEnded());
    }

    @Test
    void congestionIsRecordedWhenItComesAndWhenItGoes() throws Exception {
        QosFlow flow = adaptive();
        try (Flight flight = Flight.of("Congestion")) {
            dll.control("congest " + flow.id());
            get(flow.notifyCongested());
            get(flow.notifyCongested());
            dll.control("uncongest " + flow.id());
            get(flow.notifyUncongested());
            List<RecordedEvent> events = flight.land();
            assertEquals(
                    List.of("congested", "uncongested"),
                    events.stream().map(event -> event.getString("state")).toList());
            assertEquals(flow.id(), events.get(0).getLong("flowId"));
            assertEquals(flow.lastMarking().effective().value(), events.get(0).getInt("dscp"));
        }
    }
}
