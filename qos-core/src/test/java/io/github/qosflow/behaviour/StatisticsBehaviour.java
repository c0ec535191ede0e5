package io.github.qosflow.behaviour;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.qosflow.Dscp;
import io.github.qosflow.FlowSpec;
import io.github.qosflow.NativeSocket;
import io.github.qosflow.QosException;
import io.github.qosflow.QosException.Reason;
import io.github.qosflow.QosFlow;
import io.github.qosflow.QosStatistics;
import io.github.qosflow.QosSubsystem;
import io.github.qosflow.TrafficType;
import io.github.qosflow.model.Endpoint;
import io.github.qosflow.model.Environment;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every implementation counts; one specification, which each inherits. */
public abstract class StatisticsBehaviour {
    private static final FlowSpec VOICE = FlowSpec.of(TrafficType.VOICE);
    private static final FlowSpec EF =
            FlowSpec.builder(TrafficType.VOICE).dscp(Dscp.EF).build();

    private Environment environment;
    private QosSubsystem qos;
    private NativeSocket socket;
    private NativeSocket second;

    /** {@return what surrounds the implementation} */
    protected abstract Environment environment() throws Exception;

    @BeforeEach
    void open() throws Exception {
        environment = environment();
        environment.administrator(true);
        qos = environment.subsystem();
        socket = environment.socket(Endpoint.CONNECTED_1);
        second = environment.socket(Endpoint.CONNECTED_2);
    }

    @AfterEach
    void close() {
        environment.close();
    }

    @Test
    void nothingIsCountedAtFirst() {
        assertEquals(QosStatistics.NONE, qos.statistics());
    }

    @Test
    void aFlowIsCountedWhileItIsOpenAndWhenItHasEnded() throws QosException {
        QosFlow flow = qos.createFlow(VOICE, socket);
        QosStatistics open = qos.statistics();
        assertEquals(1, open.flowsOpen());
        assertEquals(1, open.flowsCreated());
        assertEquals(0, open.flowsEnded());
        assertTrue(isPositive(open.creationTime()), open.toString());
        assertEquals(Duration.ZERO, open.endingTime());

        flow.close();
        QosStatistics ended = qos.statistics();
        assertEquals(0, ended.flowsOpen());
        assertEquals(1, ended.flowsCreated());
        assertEquals(1, ended.flowsEnded());
        assertEquals(open.creationTime(), ended.creationTime());
        assertTrue(isPositive(ended.endingTime()), ended.toString());
    }

    @Test
    void aFlowOfAnEventLoopIsCountedOnceBeforeItIsThere() throws Exception {
        CompletableFuture<Long> counted = qos.createFlowAsync(VOICE, socket)
                .thenApply(flow -> qos.statistics().flowsCreated());
        assertEquals(1, counted.get(20, TimeUnit.SECONDS));
        assertEquals(1, qos.statistics().flowsOpen());
    }

    @Test
    void eachWayToEndCountsAndNoneCountsTwice() throws QosException {
        List<Consumer<QosFlow>> ways = List.of(QosFlow::close, QosFlow::closeAsync, QosFlow::abandon);
        for (int i = 0; i < ways.size(); i++) {
            QosFlow flow = qos.createFlow(VOICE, socket);
            ways.get(i).accept(flow);
            long expected = i + 1;
            await().until(() -> qos.statistics().flowsEnded() == expected);
            ways.forEach(way -> way.accept(flow));
            assertEquals(expected, qos.statistics().flowsEnded());
        }
        assertEquals(0, qos.statistics().flowsOpen());
    }

    @Test
    void theLastMemberOutCountsAsTheEnd() throws QosException {
        QosFlow flow = qos.createFlow(VOICE, socket);
        flow.add(second);
        flow.remove(socket);
        assertEquals(0, qos.statistics().flowsEnded());
        flow.remove(second);
        assertEquals(1, qos.statistics().flowsEnded());
        flow.close();
        assertEquals(1, qos.statistics().flowsEnded());
    }

    @Test
    void whatEndsWithTheSubsystemIsCountedAndCanBeReadAfterwards() throws QosException {
        QosFlow first = qos.createFlow(VOICE, socket);
        qos.createFlow(VOICE, second);
        first.close();
        qos.close();
        assertEquals(2, qos.statistics().flowsEnded());
        assertEquals(0, qos.statistics().flowsOpen());
    }

    @Test
    void anAttemptThatFailsIsCountedByItsReasonAndIsNoFlow() throws Exception {
        qos.close();
        assertThrows(QosException.class, () -> qos.createFlow(VOICE, socket));
        ExecutionException failed = assertThrows(
                ExecutionException.class,
                () -> qos.createFlowAsync(VOICE, socket).get(20, TimeUnit.SECONDS));
        assertSame(QosException.class, failed.getCause().getClass());
        QosStatistics now = qos.statistics();
        assertEquals(Map.of(Reason.CLOSED, 2L), now.failures());
        assertEquals(0, now.flowsCreated());
        assertEquals(0, now.flowsOpen());
        assertEquals(Duration.ZERO, now.creationTime());
    }

    @Test
    void aRefusedPartIsCountedButTheFlowIsAFlow() throws QosException {
        environment.administrator(false);
        boolean refused = qos.createFlow(EF, socket).refused().isPresent();
        qos.createFlow(VOICE, second);
        assertEquals(refused ? 1 : 0, qos.statistics().markingsRefused());
        assertEquals(2, qos.statistics().flowsOpen());
        assertEquals(Map.of(), qos.statistics().failures());
    }

    /** Some flows are being made while the subsystem ends: each is either a failure, or a flow that has ended. */
    @Test
    void noFlowIsLeftInTheBooksWhenTheSubsystemIsClosedMeanwhile() throws Exception {
        CompletableFuture<Integer> attempts = CompletableFuture.supplyAsync(this::attachUntilClosed);
        await().until(() -> qos.statistics().flowsEnded() > 20);
        qos.close();
        int begun = attempts.get(20, TimeUnit.SECONDS);
        await().until(() -> qos.statistics().flowsOpen() == 0);
        QosStatistics now = qos.statistics();
        long failed =
                now.failures().values().stream().mapToLong(Long::longValue).sum();
        assertEquals(begun, now.flowsCreated() + failed);
        assertFalse(now.failures().isEmpty());
    }

    private int attachUntilClosed() {
        int begun = 0;
        boolean closed = false;
        while (!closed) {
            try {
                begun++;
                QosFlow flow = qos.createFlow(VOICE, socket);
                if (begun % 2 == 0) {
                    flow.close();
                } else {
                    flow.closeAsync();
                }
            } catch (QosException e) {
                closed = e.reason() == Reason.CLOSED;
            }
        }
        return begun;
    }

    private static boolean isPositive(Duration time) {
        return time.compareTo(Duration.ZERO) > 0;
    }
}
