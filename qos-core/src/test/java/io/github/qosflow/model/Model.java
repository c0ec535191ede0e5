package io.github.qosflow.model;

import io.github.qosflow.DataRate;
import io.github.qosflow.Dscp;
import io.github.qosflow.FlowFundamentals;
import io.github.qosflow.FlowSpec;
import io.github.qosflow.OutgoingRate;
import io.github.qosflow.QosException.Reason;
import io.github.qosflow.TrafficType;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.IntStream;

/** What the documentation of QosSubsystem and QosFlow promises on Windows, as plainly as can be. One thread. */
public final class Model implements Calls {
    private final List<ModelFlow> flows = new ArrayList<>();
    private final List<ModelFuture> futures = new ArrayList<>();
    private final Set<Integer> tracked = new HashSet<>();
    private FlowFundamentals known = FlowFundamentals.UNKNOWN;
    private boolean administrator;

    @Override
    public void begin(boolean inOrder) {
        flows.forEach(flow -> flow.begin(inOrder));
    }

    @Override
    public String createFlow(FlowSpec spec, Endpoint endpoint, Destination destination) {
        Optional<Reason> refusal = refusal(endpoint, destination);
        if (refusal.isPresent()) {
            return Words.refused(refusal.get());
        }
        ModelFlow flow = new ModelFlow(this, spec, endpoint);
        flow.path().measured(known);
        flows.add(flow);
        return Words.ok(flow.markingUnlessExact());
    }

    /** A connected socket sends to its peer, an unconnected one to a destination of its family, a closed one nowhere. */
    static Optional<Reason> refusal(Endpoint endpoint, Destination destination) {
        if (endpoint == Endpoint.CLOSED) {
            return Optional.of(Reason.NOT_A_SOCKET);
        }
        boolean fits = endpoint.connected()
                ? destination == Destination.NONE || destination == Destination.PEER
                : destination == Destination.PEER || destination == Destination.OTHER;
        return fits ? Optional.empty() : Optional.of(Reason.INVALID_PARAMETER);
    }

    @Override
    public String add(int flow, Endpoint endpoint, Destination destination) {
        return on(flow, named -> named.add(endpoint, destination));
    }

    @Override
    public String remove(int flow, Endpoint endpoint) {
        return on(flow, named -> named.remove(endpoint));
    }

    @Override
    public String setTrafficType(int flow, TrafficType type) {
        return on(flow, named -> named.setTrafficType(type));
    }

    @Override
    public String setOutgoingRate(int flow, OutgoingRate rate) {
        return on(flow, named -> named.setOutgoingRate(rate));
    }

    @Override
    public String setOutgoingDscp(int flow, Dscp dscp) {
        return on(flow, named -> named.setOutgoingDscp(dscp));
    }

    @Override
    public String queryPacketPriority(int flow) {
        return on(flow, ModelFlow::priority);
    }

    @Override
    public String queryOutgoingRate(int flow) {
        return on(flow, ModelFlow::rate);
    }

    @Override
    public String queryFundamentals(int flow, boolean fresh) {
        return future(flow, named -> named.queryFundamentals());
    }

    @Override
    public String notifyCongested(int flow) {
        return future(flow, named -> named.await(ModelPath.Event.CONGESTED, null));
    }

    @Override
    public String notifyUncongested(int flow) {
        return future(flow, named -> named.await(ModelPath.Event.UNCONGESTED, null));
    }

    @Override
    public String notifyAvailable(int flow, DataRate total) {
        return future(flow, named -> named.await(ModelPath.Event.AVAILABLE, total));
    }

    @Override
    public String cancel(int future) {
        if (futures.isEmpty()) {
            return NOTHING;
        }
        ModelFuture named = futures.get(future % futures.size());
        named.end(Words.CANCELLED);
        flows.forEach(flow -> flow.path().settle());
        return Words.ok(named.state().equals(Words.CANCELLED));
    }

    @Override
    public String addListener(int flow, int listener) {
        return on(flow, named -> named.addListener(listener));
    }

    @Override
    public String removeListener(int flow, int listener) {
        return on(flow, named -> named.removeListener(listener));
    }

    @Override
    public String close(int flow) {
        return on(flow, ModelFlow::close);
    }

    @Override
    public String startTracking(int peer) {
        tracked.add(peer);
        return OK;
    }

    @Override
    public String stopTracking(int peer) {
        return tracked.remove(peer) ? OK : Words.refused(Reason.NOT_FOUND);
    }

    @Override
    public String enumerateFlows() {
        return administrator ? Words.ok(open().size()) : Words.refused(Reason.ACCESS_DENIED);
    }

    @Override
    public String administrator(boolean granted) {
        administrator = granted;
        return OK;
    }

    @Override
    public String congestion(int flow, boolean congested) {
        return on(flow, named -> named.congestion(congested));
    }

    @Override
    public String available(int flow, DataRate total) {
        return on(flow, named -> named.available(total));
    }

    @Override
    public String fundamentals(FlowFundamentals changed) {
        known = changed;
        open().forEach(flow -> flow.path().measured(changed));
        return OK;
    }

    @Override
    public String restart(Command metBy) {
        open().forEach(ModelFlow::restarted);
        return metBy.on(this);
    }

    @Override
    public String closeSubsystem() {
        List<ModelFlow> ended = open();
        ended.forEach(ModelFlow::keepMarking);
        ended.forEach(ModelFlow::close);
        return OK;
    }

    @Override
    public List<String> state() {
        List<String> lines = new ArrayList<>();
        IntStream.range(0, flows.size())
                .mapToObj(number -> flows.get(number).state(number))
                .forEach(lines::add);
        IntStream.range(0, futures.size())
                .mapToObj(number -> Words.future(number, futures.get(number).state()))
                .forEach(lines::add);
        lines.add(Words.flowCount(open().size()));
        lines.add(Words.requests(
                open().stream().mapToInt(flow -> flow.path().requests()).sum()));
        return lines;
    }

    boolean isAdministrator() {
        return administrator;
    }

    /** Adaptive flows always have a rate, so every one of them marks; beside it exact marks do not count. */
    boolean hasAdaptiveFlow() {
        return open().stream().anyMatch(flow -> flow.spec().adaptive());
    }

    private List<ModelFlow> open() {
        return flows.stream().filter(ModelFlow::isOpen).toList();
    }

    private String on(int flow, Function<ModelFlow, String> call) {
        return flows.isEmpty() ? NOTHING : call.apply(flows.get(flow % flows.size()));
    }

    private String future(int flow, Function<ModelFlow, ModelFuture> call) {
        return on(flow, named -> {
            futures.add(call.apply(named));
            return OK;
        });
    }
}
