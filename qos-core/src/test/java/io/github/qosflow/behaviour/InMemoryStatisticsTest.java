package io.github.qosflow.behaviour;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.qosflow.FlowSpec;
import io.github.qosflow.NativeSocket;
import io.github.qosflow.QosException;
import io.github.qosflow.QosException.Reason;
import io.github.qosflow.QosStatistics;
import io.github.qosflow.TrafficType;
import io.github.qosflow.model.Environment;
import io.github.qosflow.model.InMemoryEnvironment;
import io.github.qosflow.testing.InMemoryQos;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Without any system, on every system. */
class InMemoryStatisticsTest extends StatisticsBehaviour {
    private static final NativeSocket SOCKET = NativeSocket.ofHandle(7);

    private final InMemoryQos qos = new InMemoryQos();

    @Override
    protected Environment environment() {
        return new InMemoryEnvironment();
    }

    @Test
    void failuresAreToldApartByReason() {
        fail(Reason.NO_RESOURCES);
        fail(Reason.UNREACHABLE);
        fail(Reason.NO_RESOURCES);
        assertEquals(
                Map.of(Reason.NO_RESOURCES, 2L, Reason.UNREACHABLE, 1L),
                qos.statistics().failures());
    }

    private void fail(Reason reason) {
        qos.failNext(new QosException("QOSAddSocketToFlow", 1, reason, "Ordered."));
        assertThrows(QosException.class, () -> qos.createFlow(FlowSpec.of(TrafficType.VOICE), SOCKET));
    }

    @Test
    void aRestartCountsAsOneReinitialisationAndMakesNoNewFlows() throws QosException {
        qos.createFlow(FlowSpec.of(TrafficType.VOICE), SOCKET);
        qos.createFlow(FlowSpec.of(TrafficType.AUDIO_VIDEO), SOCKET);
        qos.restart();
        assertEquals(1, qos.statistics().reinitialisations());
        assertEquals(2, qos.statistics().flowsCreated());
        assertEquals(2, qos.statistics().flowsOpen());
    }

    @Test
    void aSnapshotDoesNotChange() {
        Map<Reason, Long> failures = new HashMap<>(Map.of(Reason.FIREWALL, 3L));
        QosStatistics snapshot =
                new QosStatistics(5, Duration.ZERO, 2, Duration.ZERO, 0, failures, 0, Duration.ZERO, Duration.ZERO);
        failures.put(Reason.CLOSED, 1L);
        assertEquals(Map.of(Reason.FIREWALL, 3L), snapshot.failures());
        assertEquals(3, snapshot.flowsOpen());
        Map<Reason, Long> seen = snapshot.failures();
        assertThrows(UnsupportedOperationException.class, () -> seen.put(Reason.CLOSED, 1L));
    }
}
