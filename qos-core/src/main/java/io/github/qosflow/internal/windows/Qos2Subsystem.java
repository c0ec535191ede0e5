package io.github.qosflow.internal.windows;

import io.github.qosflow.FlowSpec;
import io.github.qosflow.MarkingProfile;
import io.github.qosflow.NativeSocket;
import io.github.qosflow.QosCapability;
import io.github.qosflow.QosException;
import io.github.qosflow.QosException.Reason;
import io.github.qosflow.QosFlow;
import io.github.qosflow.internal.AbstractSubsystem;
import io.github.qosflow.internal.Refusals;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * One open handle, and after a restart of QOS2 the next one: {@code live} completes with the handle that can be used and is
 * another future while there is none.
 */
final class Qos2Subsystem extends AbstractSubsystem {
    /** Of calls on an open handle: it is gone, or might as well be. */
    private static final Set<Integer> FATAL = Set.of(6, 31, 1117, Qos2Handle.ERROR_DEVICE_REINITIALIZATION_NEEDED);

    private final WindowsBackend backend;
    private final Engine engine;
    private final Sockets sockets;
    private final Timing timing;
    private final Recovery recovery;
    private final Set<Qos2Flow> flows = ConcurrentHashMap.newKeySet();
    private final Set<InetAddress> tracked = ConcurrentHashMap.newKeySet();
    private volatile CompletableFuture<Qos2Handle> live;
    private volatile boolean closed;

    Qos2Subsystem(WindowsBackend backend, Engine engine, Qos2Handle handle, Sockets sockets, MarkingProfile profile) {
        super(backend, profile);
        this.backend = backend;
        this.engine = engine;
        this.sockets = sockets;
        this.timing = backend.timing();
        this.live = CompletableFuture.completedFuture(handle);
        this.recovery = new Recovery(this, engine.worker(), timing, backend.outage(), tally().restarts());
        recovery.watch();
    }

    @Override
    protected Qos2Flow create(FlowSpec spec, NativeSocket socket, @Nullable InetSocketAddress destination)
            throws QosException {
        Target target = target(socket, destination);
        return onLive("createFlow", handle -> {
            Qos2Flow flow = begin(handle, target, spec);
            try {
                Futures.await(flow.applySpec(!worker().isCurrent()), longestMeasuring(), "createFlow");
                return flow;
            } catch (QosException e) {
                flow.close();
                throw e;
            }
        });
    }

    /** The socket is looked at here, and again by the worker: its number may be another's by then. */
    @Override
    public CompletableFuture<QosFlow> createFlowAsync(FlowSpec spec, NativeSocket socket) {
        return counted(() -> createPatiently(spec, socket), socket);
    }

    private CompletableFuture<Qos2Flow> createPatiently(FlowSpec spec, NativeSocket socket) {
        try {
            check(spec);
            Target target = target(socket, null);
            return engine.worker().patiently(() -> createSoon(target, spec, true));
        } catch (QosException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    @Override
    public <T> CompletableFuture<T> callAsync(Callable<T> calls) {
        return engine.worker().patiently(() -> CompletableFuture.completedFuture(calls.call()));
    }

    private CompletableFuture<Qos2Flow> createSoon(Target target, FlowSpec spec, boolean onceMore) {
        return whenLive("createFlow").thenCompose(handle -> {
            try {
                return createNow(handle, target, spec);
            } catch (QosException e) {
                return restarted(handle, e) && onceMore
                        ? createSoon(target, spec, false)
                        : CompletableFuture.failedFuture(e);
            }
        });
    }

    private CompletableFuture<Qos2Flow> createNow(Qos2Handle handle, Target target, FlowSpec spec) throws QosException {
        requireStill(target);
        Qos2Flow flow = begin(handle, target, spec);
        try {
            requireStill(target);
            return flow.applySpec(true).thenApply(applied -> flow).whenComplete((created, failure) -> {
                if (failure != null) {
                    worker().executeOrRun(flow::close);
                }
            });
        } catch (QosException e) {
            flow.close();
            throw e;
        }
    }

    private Qos2Flow begin(Qos2Handle handle, Target target, FlowSpec spec) throws QosException {
        LiveFlow made = new LiveFlow(handle, handle.createFlow(target, spec.trafficType(), spec.adaptive()));
        Qos2Flow flow = new Qos2Flow(this, made, spec, target);
        flows.add(flow);
        return flow;
    }

    @Override
    protected void track(InetAddress peer) throws QosException {
        onLive("startTracking", handle -> {
            handle.startTracking(peer);
            return tracked.add(peer);
        });
    }

    @Override
    protected void untrack(InetAddress peer) throws QosException {
        if (!tracked.contains(peer)) {
            throw new QosException("stopTracking", 0, Reason.NOT_FOUND, peer + " is not tracked.");
        }
        onLive("stopTracking", handle -> {
            handle.stopTracking(peer);
            return tracked.remove(peer);
        });
    }

    @Override
    public long[] enumerateFlows() throws QosException {
        return Arrays.stream(onLive("enumerateFlows", Qos2Handle::enumerateFlows))
                .mapToLong(Integer::toUnsignedLong)
                .toArray();
    }

    @Override
    public void close() {
        CompletableFuture<Qos2Handle> last;
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
            last = live;
            live = CompletableFuture.failedFuture(Refusals.subsystemClosed("a call"));
        }
        recovery.stop();
        last.completeExceptionally(Refusals.subsystemClosed("a call"));
        if (!last.isCompletedExceptionally()) {
            last.join().close();
        }
        flows.forEach(Qos2Flow::closedWithHandle);
        backend.leave();
    }

    @Override
    protected boolean isClosed() {
        return closed;
    }

    Target target(NativeSocket socket, @Nullable InetSocketAddress destination) throws QosException {
        return Target.of(sockets, backend(), socket, destination);
    }

    /** Whether a socket's number still stands for the socket that was added. */
    boolean isStill(SocketState member) {
        return isStill(member, member.socket());
    }

    /** The same, told by the socket that somebody names now. */
    boolean isStill(SocketState member, NativeSocket socket) {
        try {
            return member.sameSocket(sockets.read(socket));
        } catch (QosException e) {
            return false;
        }
    }

    private void requireStill(Target target) throws QosException {
        if (!isStill(target.state())) {
            throw Sockets.closedMeanwhile(target.state().socket());
        }
    }

    Collection<Qos2Flow> flows() {
        return flows;
    }

    void forget(Qos2Flow flow) {
        flows.remove(flow);
    }

    Worker worker() {
        return engine.worker();
    }

    Timing timing() {
        return timing;
    }

    /** How long a call with an adaptive flow may take before it is given up. */
    Duration longestMeasuring() {
        return timing.measuring().plus(timing.callWait());
    }

    void requireExactDscp() throws QosException {
        if (!capabilities().contains(QosCapability.EXACT_DSCP)) {
            throw unsupported("setOutgoingDscp", QosCapability.EXACT_DSCP);
        }
    }

    /** Whether an error means that the handle is gone with all its flows; then they are being put back. */
    boolean restarted(Qos2Handle used, QosException error) {
        if (FATAL.contains(error.code())) {
            lost(used, error);
        }
        return used.isRetired();
    }

    private void lost(Qos2Handle handle, QosException cause) {
        synchronized (this) {
            if (closed || !handle.retire()) {
                return;
            }
            live = new CompletableFuture<>();
        }
        recovery.begin(handle, cause);
    }

    /** Opens the next handle. {@return null if the subsystem was closed meanwhile} */
    @Nullable
    Qos2Handle renew() throws QosException {
        Qos2Handle fresh = backend.openHandle(engine.port());
        tracked.forEach(peer -> trackAgain(fresh, peer));
        CompletableFuture<Qos2Handle> waited;
        synchronized (this) {
            waited = live;
        }
        if (closed || !waited.complete(fresh)) {
            fresh.close();
            return null;
        }
        return fresh;
    }

    private static void trackAgain(Qos2Handle fresh, InetAddress peer) {
        try {
            fresh.startTracking(peer);
        } catch (QosException e) {
            System.getLogger(Qos2Subsystem.class.getName()).log(Level.DEBUG, peer + " is not tracked any more", e);
        }
    }

    /** Looks at one flow; that is enough to notice a restart. */
    void probe() {
        for (Qos2Flow flow : flows) {
            if (flow.probe()) {
                return;
            }
        }
    }

    /** Whether this thread may wait for flows to be put back, and whether that is to be expected soon. */
    boolean mayWait() {
        return !engine.worker().isCurrent() && backend.outage().cause().isEmpty();
    }

    /** What calls are told while there is no handle. */
    QosException restarting(String operation) {
        return backend.outage()
                .cause()
                .map(cause -> new QosException(
                        operation,
                        cause.code(),
                        cause.reason(),
                        "QOS2 has failed again and again, so it is only tried from time to time: " + cause.hint(),
                        cause))
                .orElseGet(() -> new QosException(
                        operation,
                        Qos2Handle.ERROR_DEVICE_REINITIALIZATION_NEEDED,
                        Reason.REINITIALIZATION_NEEDED,
                        "QOS2 was restarted and the flows are being put back; try again in a moment."));
    }

    /** Makes a call with the live handle, and once more with the next one if that turns out to be gone. */
    private <T> T onLive(String operation, HandleCall<T> call) throws QosException {
        Qos2Handle handle = awaitLive(operation);
        try {
            return call.on(handle);
        } catch (QosException e) {
            if (!restarted(handle, e)) {
                throw e;
            }
        }
        return call.on(awaitLive(operation));
    }

    private Qos2Handle awaitLive(String operation) throws QosException {
        requireOpen(operation);
        CompletableFuture<Qos2Handle> waited = live;
        if (!waited.isDone() && !mayWait()) {
            throw restarting(operation);
        }
        try {
            return Futures.await(waited, timing.callWait(), operation);
        } catch (QosException e) {
            throw e.reason() == Reason.NOT_READY ? restarting(operation) : e;
        }
    }

    private CompletableFuture<Qos2Handle> whenLive(String operation) {
        CompletableFuture<Qos2Handle> waited = live.copy();
        if (!waited.isDone()) {
            var unused = engine.worker()
                    .schedule(() -> waited.completeExceptionally(restarting(operation)), timing.callWait());
        }
        return waited;
    }

    /** A call that names the handle. */
    private interface HandleCall<T> {
        T on(Qos2Handle handle) throws QosException;
    }
}
