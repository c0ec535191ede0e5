package io.github.qosflow.examples.voip.web;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The figures of the latest view as meters. Thread-safe. */
final class ServerMetrics {
    private static final String FLOWS = "Legs and signaling connections, by whether they leave with the mark asked for";

    private final MeterRegistry registry;
    private volatile @Nullable ServerView latest;

    ServerMetrics(MeterRegistry registry) {
        this.registry = registry;
        gauge("voip.calls.active", "Calls there are", view -> view.totals().active());
        gauge(
                "voip.registrations",
                "Contacts that can be reached",
                view -> view.registrations().size());
        gauge(
                "voip.transactions",
                "SIP transactions alive",
                view -> view.totals().transactions());
        gauge(
                "voip.media.ports",
                "UDP ports open for media",
                view -> view.totals().mediaPorts());
        gauge("voip.flows", FLOWS, view -> flows(view, true), "marked", "true");
        gauge("voip.flows", FLOWS, view -> flows(view, false), "marked", "false");
        counter("voip.calls", "Calls begun", view -> view.totals().calls());
        counter("voip.calls.failed", "Calls that failed", view -> view.totals().failed());
        counter("voip.requests", "SIP requests received", view -> view.totals().requests());
    }

    void update(ServerView view) {
        latest = view;
    }

    private static long flows(ServerView view, boolean marked) {
        return Stream.concat(view.connections().stream(), view.calls().stream().flatMap(call -> call.flows().stream()))
                .filter(flow -> flow.marked() == marked)
                .count();
    }

    private void gauge(String name, String description, ToDoubleFunction<ServerView> figure, String... tags) {
        Gauge.builder(name, this, metrics -> metrics.read(figure))
                .tags(tags)
                .description(description)
                .register(registry);
    }

    private void counter(String name, String description, ToDoubleFunction<ServerView> figure) {
        FunctionCounter.builder(name, this, metrics -> metrics.read(figure))
                .description(description)
                .register(registry);
    }

    private double read(ToDoubleFunction<ServerView> figure) {
        ServerView view = latest;
        return view == null ? 0 : figure.applyAsDouble(view);
    }
}
