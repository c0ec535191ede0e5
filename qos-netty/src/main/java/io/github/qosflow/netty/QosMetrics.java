package io.github.qosflow.netty;

import io.github.qosflow.QosException.Reason;
import io.github.qosflow.QosStatistics;
import io.github.qosflow.QosSubsystem;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.Duration;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/**
 * What a subsystem counts, as meters of Micrometer, which is an optional dependency: the application brings
 * {@code micrometer-core}. The numbers are those of {@link QosStatistics}.
 *
 * <pre>{@code
 * new QosMetrics().bindTo(registry);               // the subsystem of all handlers without their own
 * new QosMetrics(qos).bindTo(anotherRegistry);     // or this one
 * }</pre>
 *
 * <table>
 * <caption>The meters; times are in the registry's base unit, seconds in most</caption>
 * <tr><th>name</th><th>type</th><th>unit</th><th>tags</th><th>what</th></tr>
 * <tr><td>{@code qosflow.flows}</td><td>Gauge</td><td>flows</td><td></td><td>open now</td></tr>
 * <tr><td>{@code qosflow.attach}</td><td>FunctionTimer</td><td>time</td><td></td>
 *     <td>flows created, and how long that took</td></tr>
 * <tr><td>{@code qosflow.detach}</td><td>FunctionTimer</td><td>time</td><td></td>
 *     <td>flows ended, and how long that took</td></tr>
 * <tr><td>{@code qosflow.marking.refused}</td><td>FunctionCounter</td><td>flows</td><td></td>
 *     <td>created without a part of what was asked for: the exact mark or the rate</td></tr>
 * <tr><td>{@code qosflow.attach.failures}</td><td>FunctionCounter</td><td>failures</td>
 *     <td>{@code reason}: each {@link Reason} in lower case, such as {@code no_resources}</td>
 *     <td>flows that could not be created</td></tr>
 * <tr><td>{@code qosflow.reinitialisations}</td><td>FunctionCounter</td><td>restarts</td><td></td>
 *     <td>of QOS2, after which flows were put back; 0 elsewhere</td></tr>
 * <tr><td>{@code qosflow.sampler.lag}</td><td>TimeGauge</td><td>time</td><td></td>
 *     <td>how late the last look at adaptive flows' paths began (Linux); 0 elsewhere</td></tr>
 * <tr><td>{@code qosflow.sampler.lag.max}</td><td>TimeGauge</td><td>time</td><td></td>
 *     <td>the longest of these since the process began</td></tr>
 * </table>
 *
 * <p>Reading a meter asks no system and waits for nobody. A registry takes meters of one name and one set of tags once, so
 * two subsystems need two registries. As usual the registry does not keep the subsystem alive; when that is garbage its
 * meters read NaN or what they read last. Immutable, thus safe for any thread.
 */
@SuppressWarnings("exports") // who has a registry requires Micrometer
public final class QosMetrics implements MeterBinder {
    private final Source<?> source;

    /**
     * The meters of the process-wide subsystem, which serves all {@link QosHandler}s without their own. They read 0 until
     * the first such handler has opened it; nothing is opened for them.
     */
    public QosMetrics() {
        this(SharedSubsystem.INSTANCE);
    }

    /**
     * The meters of one subsystem.
     *
     * @param subsystem the subsystem; after its end they read what they read last
     */
    public QosMetrics(QosSubsystem subsystem) {
        this(new Source<>(Objects.requireNonNull(subsystem, "subsystem"), QosSubsystem::statistics));
    }

    QosMetrics(SharedSubsystem shared) {
        this(new Source<>(shared, SharedSubsystem::statistics));
    }

    private QosMetrics(Source<?> source) {
        this.source = source;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        source.bindTo(registry);
    }

    /** What the meters hold on to, weakly, and how it is read. */
    private record Source<T>(T object, Function<T, QosStatistics> statistics) {
        void bindTo(MeterRegistry registry) {
            bindFlows(registry);
            bindFailures(registry);
            bindSampler(registry);
        }

        private void bindFlows(MeterRegistry registry) {
            Gauge.builder("qosflow.flows", object, value(QosStatistics::flowsOpen))
                    .description("Flows open now")
                    .baseUnit("flows")
                    .register(registry);
            timer(
                    registry,
                    "qosflow.attach",
                    "Flows created",
                    QosStatistics::flowsCreated,
                    QosStatistics::creationTime);
            timer(registry, "qosflow.detach", "Flows ended", QosStatistics::flowsEnded, QosStatistics::endingTime);
            counter(
                            "qosflow.marking.refused",
                            "Flows created without a part of what was asked for",
                            "flows",
                            QosStatistics::markingsRefused)
                    .register(registry);
            counter(
                            "qosflow.reinitialisations",
                            "Restarts of QOS2 after which flows were put back",
                            "restarts",
                            QosStatistics::reinitialisations)
                    .register(registry);
        }

        private void bindFailures(MeterRegistry registry) {
            for (Reason reason : Reason.values()) {
                counter(
                                "qosflow.attach.failures",
                                "Flows that could not be created",
                                "failures",
                                now -> now.failures().getOrDefault(reason, 0L))
                        .tag("reason", reason.name().toLowerCase(Locale.ROOT))
                        .register(registry);
            }
        }

        private void bindSampler(MeterRegistry registry) {
            lag(registry, "qosflow.sampler.lag", "How late the last look at paths began", QosStatistics::samplerLag);
            lag(registry, "qosflow.sampler.lag.max", "The longest lag so far", QosStatistics::longestSamplerLag);
        }

        private FunctionCounter.Builder<T> counter(
                String name, String description, String unit, ToDoubleFunction<QosStatistics> number) {
            return FunctionCounter.builder(name, object, value(number))
                    .description(description)
                    .baseUnit(unit);
        }

        private void timer(
                MeterRegistry registry,
                String name,
                String description,
                Function<QosStatistics, Long> count,
                Function<QosStatistics, Duration> total) {
            FunctionTimer.builder(
                            name,
                            object,
                            read -> count.apply(statistics.apply(read)),
                            value(now -> total.apply(now).toNanos()),
                            TimeUnit.NANOSECONDS)
                    .description(description)
                    .register(registry);
        }

        private void lag(
                MeterRegistry registry, String name, String description, Function<QosStatistics, Duration> lag) {
            TimeGauge.builder(
                            name,
                            object,
                            TimeUnit.NANOSECONDS,
                            value(now -> lag.apply(now).toNanos()))
                    .description(description)
                    .register(registry);
        }

        private ToDoubleFunction<T> value(ToDoubleFunction<QosStatistics> number) {
            return read -> number.applyAsDouble(statistics.apply(read));
        }
    }
}
