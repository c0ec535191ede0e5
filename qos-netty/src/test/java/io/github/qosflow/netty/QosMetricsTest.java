package io.github.qosflow.netty;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.qosflow.Dscp;
import io.github.qosflow.FlowSpec;
import io.github.qosflow.NativeSocket;
import io.github.qosflow.QosException;
import io.github.qosflow.QosException.Reason;
import io.github.qosflow.QosStatistics;
import io.github.qosflow.QosSubsystem;
import io.github.qosflow.TrafficType;
import io.github.qosflow.testing.InMemoryQos;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.channel.Channel;
import io.netty.channel.embedded.EmbeddedChannel;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the meters read while channels come, are refused, and go. */
class QosMetricsTest {
    private static final FlowSpec VOICE = FlowSpec.of(TrafficType.VOICE);
    private static final FlowSpec EF =
            FlowSpec.builder(TrafficType.VOICE).dscp(Dscp.EF).build();
    private static final QosException DENIED =
            new QosException("QOSSetFlow", 5, Reason.ACCESS_DENIED, "Run as administrator.");

    private final InMemoryQos qos = new InMemoryQos();
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

    @AfterEach
    void close() {
        registry.close();
    }

    @Test
    void channelsAreCountedWhileTheyLiveAndWhenTheyHaveClosed() {
        new QosMetrics(qos).bindTo(registry);
        EmbeddedChannel first = new EmbeddedChannel(handler(qos, VOICE));
        EmbeddedChannel second = new EmbeddedChannel(handler(qos, VOICE));
        assertEquals(2, gauge("qosflow.flows"));
        assertEquals(2, timer("qosflow.attach").count());
        assertEquals(
                qos.statistics().creationTime().toNanos(),
                timer("qosflow.attach").totalTime(TimeUnit.NANOSECONDS),
                1);
        assertEquals(0, timer("qosflow.detach").count());

        first.close();
        assertEquals(1, gauge("qosflow.flows"));
        assertEquals(1, timer("qosflow.detach").count());
        assertTrue(timer("qosflow.detach").totalTime(TimeUnit.NANOSECONDS) > 0);
        second.close();
        assertEquals(0, gauge("qosflow.flows"));
        assertEquals(2, timer("qosflow.detach").count());
    }

    @Test
    void aFailureIsCountedUnderItsReason() {
        new QosMetrics(qos).bindTo(registry);
        qos.failNext(DENIED);
        new EmbeddedChannel(handler(qos, VOICE));
        assertEquals(1, failures(Reason.ACCESS_DENIED));
        assertEquals(0, failures(Reason.NO_RESOURCES));
        assertEquals(0, timer("qosflow.attach").count());
    }

    @Test
    void everyReasonHasItsMeterFromTheBeginning() {
        new QosMetrics(qos).bindTo(registry);
        Set<String> reasons = registry.get("qosflow.attach.failures").functionCounters().stream()
                .map(counter -> counter.getId().getTag("reason"))
                .collect(Collectors.toSet());
        assertEquals(
                Arrays.stream(Reason.values())
                        .map(reason -> reason.name().toLowerCase(Locale.ROOT))
                        .collect(Collectors.toSet()),
                reasons);
    }

    @Test
    void aRefusedMarkAndARestartAreCounted() {
        new QosMetrics(qos).bindTo(registry);
        qos.refuseExactDscp(DENIED);
        new EmbeddedChannel(handler(qos, EF));
        new EmbeddedChannel(handler(qos, VOICE));
        qos.restart();
        assertEquals(1, counter("qosflow.marking.refused"));
        assertEquals(1, counter("qosflow.reinitialisations"));
        assertEquals(2, gauge("qosflow.flows"));
    }

    @Test
    void theSamplersLagIsReadInTheRegistrysUnit() {
        QosStatistics late = new QosStatistics(
                0, Duration.ZERO, 0, Duration.ZERO, 0, Map.of(), 0, Duration.ofMillis(3), Duration.ofMillis(1500));
        QosSubsystem subsystem = subsystem(late);
        new QosMetrics(subsystem).bindTo(registry);
        assertEquals(0.003, lag("qosflow.sampler.lag").value(TimeUnit.SECONDS), 1e-9);
        assertEquals(1.5, lag("qosflow.sampler.lag.max").value(TimeUnit.SECONDS), 1e-9);
        assertEquals("seconds", lag("qosflow.sampler.lag").getId().getBaseUnit());
        assertEquals(late, subsystem.statistics()); // it lives until here, or the meters would read NaN
    }

    @Test
    void theProcessWideSubsystemIsNotOpenedByItsMeters() {
        AtomicInteger openings = new AtomicInteger();
        CompletableFuture<QosSubsystem> opening = new CompletableFuture<>();
        SharedSubsystem shared = new SharedSubsystem(
                () -> {
                    openings.incrementAndGet();
                    return opening;
                },
                System::nanoTime);
        new QosMetrics(shared).bindTo(registry);
        registry.getMeters().forEach(meter -> meter.measure().forEach(value -> assertEquals(0, value.getValue())));
        assertEquals(0, openings.get());

        QosHandler handler = QosHandler.builder()
                .spec(VOICE)
                .opening(shared)
                .socketResolver(channel -> Optional.of(NativeSocket.ofHandle(7)))
                .build();
        EmbeddedChannel channel = new EmbeddedChannel(handler);
        assertEquals(0, gauge("qosflow.flows"), "still opening, and nobody waits");
        opening.complete(qos);
        channel.runPendingTasks();
        assertEquals(1, gauge("qosflow.flows"));
        assertEquals(1, openings.get());
    }

    @Test
    void aSubsystemThatCouldNotBeOpenedReadsZero() {
        SharedSubsystem shared = new SharedSubsystem(() -> CompletableFuture.failedFuture(DENIED), System::nanoTime);
        assertTrue(shared.get().isCompletedExceptionally());
        new QosMetrics(shared).bindTo(registry);
        assertEquals(0, gauge("qosflow.flows"));
        assertEquals(0, timer("qosflow.attach").count());
    }

    @Test
    void theProcessWideSubsystemCountsTheChannelsOfRealSockets() throws Exception {
        new QosMetrics().bindTo(registry);
        QosHandler voice = new QosHandler(VOICE);
        EventLog log = new EventLog();
        try (NioLoopback loopback = new NioLoopback()) {
            Channel server = loopback.bind(loopback.server());
            double before = timer("qosflow.attach").count();
            Channel client = loopback.connect(loopback.client(voice, log), server);
            await().until(() -> !log.events().isEmpty());
            log.events().forEach(SystemSuite::abortWhereLocalPeersAreRefused);
            assertEquals(before + 1, timer("qosflow.attach").count());
            assertTrue(timer("qosflow.attach").totalTime(TimeUnit.NANOSECONDS) > 0);
            double open = gauge("qosflow.flows");
            client.close().syncUninterruptibly();
            await().until(() -> gauge("qosflow.flows") == open - 1);
        }
    }

    @Test
    void bothEndsOfARealConnectionAreCounted() throws Exception {
        new QosMetrics(qos).bindTo(registry);
        QosHandler handler = QosHandler.builder().spec(VOICE).subsystem(qos).build();
        try (NioLoopback loopback = new NioLoopback()) {
            Channel server = loopback.bind(loopback.server(handler));
            Channel client = loopback.connect(loopback.client(handler), server);
            loopback.accepted();
            await().until(() -> gauge("qosflow.flows") == 2);
            client.close().syncUninterruptibly();
            await().until(() -> gauge("qosflow.flows") == 0);
            assertEquals(2, timer("qosflow.detach").count());
        }
    }

    private static QosHandler handler(QosSubsystem subsystem, FlowSpec spec) {
        return QosHandler.builder()
                .spec(spec)
                .subsystem(subsystem)
                .socketResolver(channel -> Optional.of(NativeSocket.ofHandle(7)))
                .build();
    }

    /** One that only has these numbers. */
    private static QosSubsystem subsystem(QosStatistics statistics) {
        return (QosSubsystem) Proxy.newProxyInstance(
                QosSubsystem.class.getClassLoader(),
                new Class<?>[] {QosSubsystem.class},
                (proxy, method, arguments) -> {
                    assertEquals("statistics", method.getName());
                    return statistics;
                });
    }

    private double failures(Reason reason) {
        return registry.get("qosflow.attach.failures")
                .tag("reason", reason.name().toLowerCase(Locale.ROOT))
                .functionCounter()
                .count();
    }

    private double counter(String name) {
        return registry.get(name).functionCounter().count();
    }

    private double gauge(String name) {
        return registry.get(name).gauge().value();
    }

    private FunctionTimer timer(String name) {
        return registry.get(name).functionTimer();
    }

    private TimeGauge lag(String name) {
        return registry.get(name).timeGauge();
    }
}
