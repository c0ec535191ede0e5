package io.github.qosflow.internal.windows;

import io.github.qosflow.DataRate;
import io.github.qosflow.FlowFundamentals;
import io.github.qosflow.MarkingProfile;
import io.github.qosflow.NativeSocket;
import io.github.qosflow.QosException;
import io.github.qosflow.QosFlow;
import io.github.qosflow.QosSubsystem;
import io.github.qosflow.model.Differences;
import io.github.qosflow.model.Endpoint;
import io.github.qosflow.model.Environment;
import io.github.qosflow.testkit.ContractDll;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;

/** Around the contract DLL. The paths are outside of it: after a restart they are what they were. */
final class DllEnvironment implements Environment {
    private static final long NANOS_PER_MICRO = 1_000;
    private static final int QUIET_ROUNDS = 5;

    private final ContractDll dll;
    private final ModelSockets sockets;
    private final WindowsBackend backend = new WindowsBackend(WindowsSuite.TIMING);
    private final QosSubsystem qos;
    private final Map<QosFlow, FlowFundamentals> measured = new HashMap<>();
    private final Map<QosFlow, Boolean> congestion = new HashMap<>();
    private FlowFundamentals known = Differences.MEASURED_AT_FIRST;

    DllEnvironment(ContractDll dll, ModelSockets sockets) {
        this.dll = dll;
        this.sockets = sockets;
        dll.control("reset");
        this.qos = open(backend);
    }

    private static QosSubsystem open(WindowsBackend backend) {
        try {
            return backend.open(MarkingProfile.WINDOWS);
        } catch (QosException e) {
            throw new IllegalStateException("the contract DLL gives no handle", e);
        }
    }

    @Override
    public String name() {
        return "QOS2";
    }

    @Override
    public QosSubsystem subsystem() {
        return qos;
    }

    @Override
    public NativeSocket socket(Endpoint endpoint) {
        return sockets.get(endpoint);
    }

    @Override
    public void administrator(boolean granted) {
        dll.administrator(granted);
    }

    @Override
    public void created(QosFlow flow) {
        available(flow, known);
    }

    @Override
    public void congestion(QosFlow flow, boolean congested) {
        congestion.put(flow, congested);
        dll.control((congested ? "congest " : "uncongest ") + flow.id());
    }

    @Override
    public void available(QosFlow flow, FlowFundamentals path) {
        measured.put(flow, path);
        dll.control("fundamentals " + flow.id() + " " + bits(path.bottleneck().orElse(null)) + " "
                + bits(path.available().orElse(null)) + " "
                + path.roundTripTime().map(DllEnvironment::micros).orElse("-"));
    }

    private static String bits(DataRate rate) {
        return rate == null ? "-" : Long.toString(rate.bitsPerSecond());
    }

    private static String micros(Duration time) {
        return Long.toString(time.toNanos() / NANOS_PER_MICRO);
    }

    @Override
    public void fundamentals(FlowFundamentals changed) {
        known = changed;
        List.copyOf(measured.keySet()).stream().filter(QosFlow::isOpen).forEach(flow -> available(flow, changed));
    }

    @Override
    public void restart() {
        dll.control("reinitialize");
    }

    /** The call that waited for the flow goes on before the listeners are told, who might be others by then. */
    @Override
    public void restored(QosFlow flow) {
        awaitWorker();
        available(flow, measured.get(flow));
        Boolean congested = congestion.get(flow);
        if (congested != null) {
            congestion(flow, congested);
        }
    }

    /** Until the worker has done what the last call gave it to do, and what came of that. */
    @Override
    public void settle() {
        OptionalInt before;
        int quiet = 0;
        do {
            before = requests();
            awaitWorker();
            Thread.yield();
            quiet = requests().equals(before) ? quiet + 1 : 0;
        } while (quiet < QUIET_ROUNDS);
    }

    private void awaitWorker() {
        CompletableFuture<Void> done = new CompletableFuture<>();
        backend.engine()
                .ifPresentOrElse(
                        engine -> engine.worker().executeOrRun(() -> done.complete(null)), () -> done.complete(null));
        done.join();
    }

    @Override
    public int flowCount() {
        return dll.flowCount();
    }

    @Override
    public OptionalInt requests() {
        int pending = backend.engine().map(engine -> engine.port().pending()).orElse(0);
        return OptionalInt.of(pending);
    }

    @Override
    public void close() {
        qos.close();
        dll.control("end");
        List<String> violations = dll.violations();
        if (!violations.isEmpty()) {
            throw new AssertionError("the contract was broken: " + violations);
        }
    }
}
