package io.github.qosflow.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.qosflow.DataRate;
import io.github.qosflow.Dscp;
import io.github.qosflow.FlowSpec;
import io.github.qosflow.NativeSocket;
import io.github.qosflow.OutgoingRate;
import io.github.qosflow.QosException;
import io.github.qosflow.QosException.Reason;
import io.github.qosflow.QosFlow;
import io.github.qosflow.TrafficType;
import io.github.qosflow.testing.InMemoryQos;
import io.github.qosflow.testkit.Flight;
import java.time.Duration;
import java.util.List;
import jdk.jfr.EventType;
import jdk.jfr.consumer.RecordedEvent;
import org.junit.jupiter.api.Test;

/** What Flight Recorder is let know, and when it is not. */
class FlightRecorderTest {
    private static final FlowSpec EF =
            FlowSpec.builder(TrafficType.VOICE).dscp(Dscp.EF).build();
    private static final FlowSpec ADAPTIVE = FlowSpec.builder(TrafficType.AUDIO_VIDEO)
            .adaptive(true)
            .outgoingRate(OutgoingRate.of(DataRate.ofMegabitsPerSecond(4)))
            .build();
    private static final NativeSocket SOCKET = NativeSocket.ofHandle(7);
    private static final QosException DENIED =
            new QosException("QOSSetFlow", 5, Reason.ACCESS_DENIED, "Run as administrator.");

    private final InMemoryQos qos = new InMemoryQos();

    @Test
    void anAttachTellsWhatWasAskedForAndWhatWasGranted() throws Exception {
        qos.refuseExactDscp(DENIED);
        try (Flight flight = Flight.of("Attach")) {
            QosFlow flow = qos.createFlow(EF, SOCKET);
            RecordedEvent attach = only(flight);
            assertEquals("io.github.qosflow.Attach", attach.getEventType().getName());
            assertEquals(flow.id(), attach.getLong("flowId"));
            assertEquals(7, attach.getLong("socket"));
            assertEquals("VOICE", attach.getString("trafficType"));
            assertEquals(Dscp.EF.value(), attach.getInt("requestedDscp"));
            assertEquals(Dscp.CS7.value(), attach.getInt("effectiveDscp"));
            assertEquals("in memory", attach.getString("subsystem"));
            assertTrue(attach.getDuration().compareTo(Duration.ZERO) > 0, attach.toString());
            assertNull(attach.getStackTrace());
            assertEquals(List.of("qosflow"), attach.getEventType().getCategoryNames());
        }
    }

    @Test
    void aFailureTellsWhyAndIsNoAttach() throws Exception {
        try (Flight flight = Flight.of("Attach", "Failure")) {
            qos.failNext(DENIED);
            assertThrows(QosException.class, () -> qos.createFlow(EF, SOCKET));
            RecordedEvent failure = only(flight);
            assertEquals("io.github.qosflow.Failure", failure.getEventType().getName());
            assertEquals("QOSSetFlow", failure.getString("operation"));
            assertEquals(5, failure.getInt("code"));
            assertEquals("ACCESS_DENIED", failure.getString("reason"));
            assertEquals("Run as administrator.", failure.getString("hint"));
            assertEquals("in memory", failure.getString("subsystem"));
            assertTrue(failure.getDuration().compareTo(Duration.ZERO) > 0, failure.toString());
        }
    }

    @Test
    void aRestartTellsHowManyFlowsAreBack() throws Exception {
        qos.createFlow(EF, SOCKET);
        qos.createFlow(EF, SOCKET);
        try (Flight flight = Flight.of("Reinitialised")) {
            qos.restart();
            RecordedEvent restart = only(flight);
            assertEquals(2, restart.getInt("flowsPutBack"));
            assertEquals(0, restart.getInt("flowsLost"));
            assertTrue(restart.getDuration().compareTo(Duration.ZERO) > 0, restart.toString());
        }
    }

    @Test
    void congestionIsToldWhenThePathsStateChangesAlsoIfNobodyListens() throws Exception {
        QosFlow flow = qos.createFlow(ADAPTIVE, SOCKET);
        try (Flight flight = Flight.of("Congestion")) {
            qos.congest(flow);
            qos.congest(flow);
            qos.uncongest(flow);
            List<RecordedEvent> told = flight.land();
            assertEquals(
                    List.of("congested", "uncongested"),
                    told.stream().map(event -> event.getString("state")).toList());
            assertEquals(flow.id(), told.get(0).getLong("flowId"));
            assertEquals(flow.marking().effective().value(), told.get(0).getInt("dscp"));
        }
    }

    @Test
    void whatIsSwitchedOffIsNotRecorded() throws Exception {
        QosFlow flow = qos.createFlow(ADAPTIVE, SOCKET);
        try (Flight flight = Flight.without("Attach", "Failure", "Reinitialised", "Congestion")) {
            qos.createFlow(EF, SOCKET);
            qos.failNext(DENIED);
            assertThrows(QosException.class, () -> qos.createFlow(EF, SOCKET));
            qos.restart();
            qos.congest(flow);
            assertEquals(List.of(), flight.land());
        }
        assertEquals(1, qos.statistics().reinitialisations());
    }

    @Test
    void whatHappenedBeforeTheRecordingIsNotInIt() throws Exception {
        qos.createFlow(EF, SOCKET);
        try (Flight flight = Flight.of("Attach")) {
            QosFlow second = qos.createFlow(EF, SOCKET);
            assertEquals(second.id(), only(flight).getLong("flowId"));
        }
    }

    @Test
    void everyEventAndFieldHasALabel() throws Exception {
        for (Class<? extends jdk.jfr.Event> event :
                List.of(AttachEvent.class, FailureEvent.class, ReinitialisedEvent.class, CongestionEvent.class)) {
            EventType type = EventType.getEventType(event);
            assertTrue(type.getName().startsWith("io.github.qosflow."), type.getName());
            assertTrue(type.getDescription() != null && type.getLabel() != null, type.getName());
            type.getFields().forEach(field -> assertTrue(field.getLabel() != null, type.getName() + field.getName()));
        }
    }

    private static RecordedEvent only(Flight flight) throws Exception {
        List<RecordedEvent> events = flight.land();
        assertEquals(1, events.size(), events.toString());
        return events.get(0);
    }
}
