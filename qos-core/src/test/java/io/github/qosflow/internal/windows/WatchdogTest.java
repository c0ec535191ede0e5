package io.github.qosflow.internal.windows;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.qosflow.FlowSpec;
import io.github.qosflow.QosFlow;
import io.github.qosflow.TrafficType;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A restart that no call has met. */
class WatchdogTest extends WindowsSuite {
    private static final FlowSpec VOICE = FlowSpec.of(TrafficType.VOICE);

    @Override
    Timing timing() {
        return timing(TIMING.calm(), Duration.ofMillis(50));
    }

    @Test
    void itIsFoundByOneQueryNowAndThen() throws Exception {
        QosFlow flow = qos.createFlow(VOICE, sockets.socket());
        qos.createFlow(VOICE, sockets.socket());
        Told told = Told.by(flow);
        dll.control("reinitialize");

        await().until(() -> told.words().equals(List.of("lost", "restored")));
        assertEquals(2, dll.flowCount());
    }

    @Test
    void withoutFlowsNothingIsAsked() throws Exception {
        Thread.sleep(300);
        assertEquals(List.of(), dll.journal("QOSQueryFlow"));

        qos.createFlow(VOICE, sockets.socket());
        await().until(() -> dll.journal("QOSQueryFlow").size() >= 2);
    }

    @Test
    void itEndsWithTheSubsystem() throws Exception {
        qos.createFlow(VOICE, sockets.socket());
        await().until(() -> !dll.journal("QOSQueryFlow").isEmpty());
        qos.close();
        int queries = dll.journal("QOSQueryFlow").size();
        Thread.sleep(300);

        assertEquals(queries, dll.journal("QOSQueryFlow").size());
        await().until(() -> Thread.getAllStackTraces().keySet().stream()
                .noneMatch(thread -> thread.getName().equals(Worker.THREAD)));
    }

    @Test
    void oneThreadTakesCompletionsAndOneWorksForAllSubsystems() throws Exception {
        try (var second = backend.open(io.github.qosflow.MarkingProfile.RFC4594)) {
            second.createFlow(VOICE, sockets.socket());
            qos.createFlowAsync(VOICE, sockets.socket());
            List<String> ours = Thread.getAllStackTraces().keySet().stream()
                    .filter(thread -> thread.getName().startsWith("qosflow"))
                    .filter(Thread::isDaemon)
                    .map(Thread::getName)
                    .sorted()
                    .toList();
            assertEquals(List.of(CompletionPort.THREAD, Worker.THREAD), ours);
        }
        assertTrue(qos.createFlow(VOICE, sockets.socket()).isOpen());
    }
}
