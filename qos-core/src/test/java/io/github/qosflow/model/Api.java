package io.github.qosflow.model;

import io.github.qosflow.DataRate;
import io.github.qosflow.Dscp;
import io.github.qosflow.FlowFundamentals;
import io.github.qosflow.FlowSpec;
import io.github.qosflow.NativeSocket;
import io.github.qosflow.OutgoingRate;
import io.github.qosflow.QosException;
import io.github.qosflow.QosFlow;
import io.github.qosflow.QosSubsystem;
import io.github.qosflow.TrafficType;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import java.util.stream.IntStream;

/** An implementation, called through the API and its environment. */
final class Api implements Calls {
    /** Makes a call that may be refused. */
    private interface Call<T> {
        T make() throws Exception;
    }

    private final Environment environment;
    private final QosSubsystem qos;
    private final List<Watched> flows = new ArrayList<>();
    private final List<CompletableFuture<?>> futures = new ArrayList<>();
    private FlowFundamentals known = FlowFundamentals.UNKNOWN;

    Api(Environment environment) {
        this.environment = environment;
        this.qos = environment.subsystem();
    }

    @Override
    public void begin(boolean inOrder) {
        flows.forEach(flow -> flow.told.forEach(listener -> listener.begin(inOrder)));
    }

    @Override
    public String createFlow(FlowSpec spec, Endpoint endpoint, Destination destination) {
        return outcome(() -> {
            NativeSocket socket = environment.socket(endpoint);
            Optional<InetSocketAddress> address = destination.address();
            QosFlow flow =
                    address.isPresent() ? qos.createFlow(spec, socket, address.get()) : qos.createFlow(spec, socket);
            Watched watched = new Watched(flow, known);
            flows.add(watched);
            environment.created(flow);
            return watched.lastMarking();
        });
    }

    @Override
    public String add(int flow, Endpoint endpoint, Destination destination) {
        return on(flow, named -> {
            NativeSocket socket = environment.socket(endpoint);
            Optional<InetSocketAddress> address = destination.address();
            if (address.isPresent()) {
                named.flow.add(socket, address.get());
            } else {
                named.flow.add(socket);
            }
            return null;
        });
    }

    @Override
    public String remove(int flow, Endpoint endpoint) {
        return on(flow, named -> {
            named.flow.remove(environment.socket(endpoint));
            return null;
        });
    }

    @Override
    public String setTrafficType(int flow, TrafficType type) {
        return on(flow, named -> {
            named.flow.setTrafficType(type);
            return named.lastMarking();
        });
    }

    @Override
    public String setOutgoingRate(int flow, OutgoingRate rate) {
        return on(flow, named -> {
            named.flow.setOutgoingRate(rate);
            return null;
        });
    }

    @Override
    public String setOutgoingDscp(int flow, Dscp dscp) {
        return on(flow, named -> {
            named.flow.setOutgoingDscp(dscp);
            return null;
        });
    }

    @Override
    public String queryPacketPriority(int flow) {
        return on(flow, named -> Words.of(named.flow.queryPacketPriority()));
    }

    @Override
    public String queryOutgoingRate(int flow) {
        return on(flow, named -> named.flow.queryOutgoingRate().bitsPerSecond());
    }

    @Override
    public String queryFundamentals(int flow, boolean fresh) {
        return future(flow, named -> named.queryFundamentals(fresh));
    }

    @Override
    public String notifyCongested(int flow) {
        return future(flow, QosFlow::notifyCongested);
    }

    @Override
    public String notifyUncongested(int flow) {
        return future(flow, QosFlow::notifyUncongested);
    }

    @Override
    public String notifyAvailable(int flow, DataRate total) {
        return future(flow, named -> named.notifyAvailable(total));
    }

    private String future(int flow, Function<QosFlow, CompletableFuture<?>> call) {
        return on(flow, named -> {
            futures.add(call.apply(named.flow));
            return null;
        });
    }

    @Override
    public String cancel(int future) {
        return futures.isEmpty()
                ? NOTHING
                : outcome(() -> futures.get(future % futures.size()).cancel(true));
    }

    @Override
    public String addListener(int flow, int listener) {
        return on(flow, named -> {
            named.flow.addListener(named.told.get(listener));
            return null;
        });
    }

    @Override
    public String removeListener(int flow, int listener) {
        return on(flow, named -> {
            named.flow.removeListener(named.told.get(listener));
            return null;
        });
    }

    @Override
    public String close(int flow) {
        return on(flow, named -> {
            named.flow.close();
            return null;
        });
    }

    @Override
    public String startTracking(int peer) {
        return outcome(() -> {
            qos.startTracking(address(peer));
            return null;
        });
    }

    @Override
    public String stopTracking(int peer) {
        return outcome(() -> {
            qos.stopTracking(address(peer));
            return null;
        });
    }

    private static InetAddress address(int peer) throws Exception {
        return InetAddress.getByAddress(new byte[] {(byte) 192, 0, 2, (byte) peer});
    }

    @Override
    public String enumerateFlows() {
        return outcome(() -> qos.enumerateFlows().length);
    }

    @Override
    public String administrator(boolean granted) {
        environment.administrator(granted);
        return OK;
    }

    @Override
    public String congestion(int flow, boolean congested) {
        return on(flow, named -> {
            if (named.flow.isOpen()) {
                environment.congestion(named.flow, congested);
            }
            return null;
        });
    }

    @Override
    public String available(int flow, DataRate total) {
        return on(flow, named -> {
            if (named.flow.isOpen()) {
                named.path =
                        new FlowFundamentals(named.path.bottleneck(), Optional.of(total), named.path.roundTripTime());
                environment.available(named.flow, named.path);
            }
            return null;
        });
    }

    @Override
    public String fundamentals(FlowFundamentals changed) {
        known = changed;
        flows.forEach(flow -> flow.path = changed);
        environment.fundamentals(changed);
        return OK;
    }

    @Override
    public String restart(Command metBy) {
        environment.restart();
        String outcome = metBy.on(this);
        for (Watched watched : flows) {
            if (watched.flow.isOpen()) {
                outcome(watched.flow::queryPacketPriority); // waits until the flow is back
                environment.restored(watched.flow);
            }
        }
        return outcome;
    }

    @Override
    public String closeSubsystem() {
        qos.close();
        return OK;
    }

    @Override
    public List<String> state() {
        List<String> lines = new ArrayList<>();
        IntStream.range(0, flows.size())
                .mapToObj(number -> flows.get(number).state(number))
                .forEach(lines::add);
        IntStream.range(0, futures.size())
                .mapToObj(number -> Words.future(number, state(futures.get(number))))
                .forEach(lines::add);
        lines.add(Words.flowCount(environment.flowCount()));
        environment.requests().ifPresent(count -> lines.add(Words.requests(count)));
        return lines;
    }

    private static String state(CompletableFuture<?> future) {
        try {
            return future.isDone() ? Words.ok(future.join()) : Words.PENDING;
        } catch (CancellationException e) {
            return Words.CANCELLED;
        } catch (CompletionException e) {
            return failed(e.getCause());
        }
    }

    private String on(int flow, FlowCall call) {
        return flows.isEmpty() ? NOTHING : outcome(() -> call.on(flows.get(flow % flows.size())));
    }

    private static String outcome(Call<?> call) {
        try {
            Object result = call.make();
            return result == null ? OK : Words.ok(result);
        } catch (Exception e) {
            return failed(e);
        }
    }

    private static String failed(Throwable failure) {
        return failure instanceof QosException refusal ? Words.refused(refusal.reason()) : "threw " + failure;
    }

    /** A call of one flow. */
    private interface FlowCall {
        Object on(Watched named) throws Exception;
    }

    /** A flow and who listens to it. */
    private static final class Watched {
        final QosFlow flow;
        final List<Told> told = List.of(new Told(), new Told());
        FlowFundamentals path;

        Watched(QosFlow flow, FlowFundamentals path) {
            this.flow = flow;
            this.path = path;
        }

        /** Exact marks apart, which something else may overrule without the flow's knowing. */
        String lastMarking() {
            return flow.spec().dscp().isPresent() ? "" : Words.of(flow.lastMarking());
        }

        String state(int number) {
            return Words.flow(
                    number,
                    flow.spec(),
                    flow.isOpen(),
                    Words.of(flow.marking()),
                    flow.refused().map(QosException::reason),
                    outcome(() -> Words.of(flow.queryPacketPriority())),
                    outcome(() -> flow.queryOutgoingRate().bitsPerSecond()),
                    told.stream().map(Told::words).toList());
        }
    }
}
