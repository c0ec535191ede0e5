package io.github.qosflow.model;

import io.github.qosflow.DataRate;
import io.github.qosflow.Dscp;
import io.github.qosflow.FlowFundamentals;
import io.github.qosflow.FlowSpec;
import io.github.qosflow.MarkingProfile;
import io.github.qosflow.OutgoingRate;
import io.github.qosflow.QosException.Reason;
import io.github.qosflow.TrafficType;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** One flow of the model. */
final class ModelFlow {
    private final Model model;
    private final ModelPath path = new ModelPath(this);
    private final Set<Endpoint> members;
    private final List<Told> told = List.of(new Told(), new Told());
    private final List<Told> listeners = new ArrayList<>();
    private FlowSpec spec;
    private boolean exactRefused;
    private boolean open = true;
    private String lastMarking;

    ModelFlow(Model model, FlowSpec spec, Endpoint first) {
        this.model = model;
        this.spec = spec;
        this.members = EnumSet.of(first);
        this.exactRefused = isRefused();
    }

    /** Asked for is only what the type does not give by itself. */
    private boolean isRefused() {
        return isExact() && !model.isAdministrator();
    }

    private boolean isExact() {
        return !requested().equals(ofType());
    }

    private Dscp requested() {
        return spec.dscp().orElseGet(this::ofType);
    }

    private Dscp ofType() {
        return MarkingProfile.WINDOWS.dscp(spec.trafficType());
    }

    boolean isOpen() {
        return open;
    }

    FlowSpec spec() {
        return spec;
    }

    ModelPath path() {
        return path;
    }

    String add(Endpoint endpoint, Destination destination) {
        return whileOpen(() -> {
            if (spec.adaptive()) {
                return Words.refused(Reason.NOT_SUPPORTED);
            }
            Optional<Reason> refusal = Model.refusal(endpoint, destination);
            if (refusal.isEmpty()) {
                members.add(endpoint);
            }
            return refusal.map(Words::refused).orElse(Calls.OK);
        });
    }

    String remove(Endpoint endpoint) {
        return whileOpen(() -> {
            if (!members.remove(endpoint)) {
                return Words.refused(Reason.NOT_FOUND);
            }
            return members.isEmpty() ? close() : Calls.OK;
        });
    }

    String setTrafficType(TrafficType type) {
        return whileOpen(() -> {
            FlowSpec.Builder changed = FlowSpec.builder(type).adaptive(spec.adaptive());
            spec.outgoingRate().ifPresent(changed::outgoingRate);
            spec = changed.build();
            remarked();
            return Words.ok(markingUnlessExact());
        });
    }

    String setOutgoingDscp(Dscp dscp) {
        return whileOpen(() -> {
            if (spec.adaptive()) {
                return Words.refused(Reason.NOT_SUPPORTED);
            }
            if (!model.isAdministrator()) {
                return Words.refused(Reason.ACCESS_DENIED);
            }
            spec = spec.toBuilder().dscp(dscp).build();
            remarked();
            return Calls.OK;
        });
    }

    private void remarked() {
        exactRefused = false;
        tell("marking " + marking());
    }

    /** What the flow knows without asking; whether its exact mark counts it would have to ask. */
    String markingUnlessExact() {
        return spec.dscp().isPresent() ? "" : marking();
    }

    String setOutgoingRate(OutgoingRate rate) {
        return whileOpen(() -> {
            spec = spec.toBuilder().outgoingRate(rate).build();
            return Calls.OK;
        });
    }

    String priority() {
        int layer2 = spec.adaptive() ? layer2() : 0;
        return whileOpen(() -> Words.ok(effective().value() + "/0 layer 2 " + layer2 + "/0"));
    }

    private int layer2() {
        return switch (spec.trafficType()) {
            case BEST_EFFORT -> 0;
            case BACKGROUND -> 2;
            case EXCELLENT_EFFORT, AUDIO_VIDEO -> 5;
            case VOICE, CONTROL -> 7;
        };
    }

    String rate() {
        return whileOpen(
                () -> rateInUse().map(rate -> Words.ok(rate.bitsPerSecond())).orElse(Words.refused(Reason.NOT_FOUND)));
    }

    /** An adaptive flow always has one. */
    Optional<DataRate> rateInUse() {
        Optional<DataRate> asked = spec.outgoingRate().map(OutgoingRate::rate);
        return spec.adaptive() ? asked.or(() -> Optional.of(DataRate.SYSTEM_MINIMUM)) : asked;
    }

    ModelFuture queryFundamentals() {
        return refusalOfPathCalls().orElseGet(() -> ModelFuture.ended(Words.ok(path.fundamentals())));
    }

    ModelFuture await(ModelPath.Event event, DataRate total) {
        return refusalOfPathCalls().orElseGet(() -> path.await(event, total));
    }

    private Optional<ModelFuture> refusalOfPathCalls() {
        if (!open) {
            return Optional.of(ModelFuture.refused(Reason.CLOSED));
        }
        return spec.adaptive() ? Optional.empty() : Optional.of(ModelFuture.refused(Reason.NOT_SUPPORTED));
    }

    String addListener(int listener) {
        listeners.add(told.get(listener));
        path.reviewAfresh();
        return Calls.OK;
    }

    String removeListener(int listener) {
        listeners.remove(told.get(listener));
        path.reviewAfresh();
        return Calls.OK;
    }

    boolean hasListeners() {
        return !listeners.isEmpty();
    }

    void tell(String word) {
        listeners.forEach(listener -> listener.tell(word));
    }

    String congestion(boolean congested) {
        if (open) {
            path.congestion(congested);
        }
        return Calls.OK;
    }

    String available(DataRate total) {
        if (open) {
            FlowFundamentals before = path.fundamentals();
            path.measured(new FlowFundamentals(before.bottleneck(), Optional.of(total), before.roundTripTime()));
        }
        return Calls.OK;
    }

    String close() {
        if (open) {
            keepMarking();
            open = false;
            path.end();
        }
        return Calls.OK;
    }

    void keepMarking() {
        lastMarking = marking();
    }

    void restarted() {
        tell(Told.LOST);
        exactRefused = isRefused();
        tell(Told.RESTORED);
        path.restored();
    }

    void begin(boolean inOrder) {
        told.forEach(listener -> listener.begin(inOrder));
    }

    String state(int number) {
        String closed = Words.refused(Reason.CLOSED);
        return Words.flow(
                number,
                spec,
                open,
                marking(),
                exactRefused ? Optional.of(Reason.ACCESS_DENIED) : Optional.empty(),
                open ? priority() : closed,
                open ? rate() : closed,
                told.stream().map(Told::words).toList());
    }

    private String marking() {
        if (lastMarking != null) {
            return lastMarking;
        }
        Dscp effective = effective();
        String difference = effective.equals(requested()) ? "" : " " + Reason.OVERRIDDEN;
        return requested().value() + "/" + effective.value() + (exactRefused ? " " + Reason.ACCESS_DENIED : difference);
    }

    private Dscp effective() {
        return exactRefused || model.hasAdaptiveFlow() ? ofType() : requested();
    }

    private String whileOpen(Supplier<String> call) {
        return open ? call.get() : Words.refused(Reason.CLOSED);
    }
}
