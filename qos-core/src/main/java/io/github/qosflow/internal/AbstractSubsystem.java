package io.github.qosflow.internal;

import io.github.qosflow.FlowSpec;
import io.github.qosflow.MarkingProfile;
import io.github.qosflow.NativeSocket;
import io.github.qosflow.QosCapability;
import io.github.qosflow.QosException;
import io.github.qosflow.QosFlow;
import io.github.qosflow.QosStatistics;
import io.github.qosflow.QosSubsystem;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What subsystems of all back ends have in common: who they are, the two ways in, and what none can do yet. */
public abstract class AbstractSubsystem implements QosSubsystem {
    private final Backend backend;
    private final MarkingProfile profile;
    private final Tally tally;

    /**
     * A subsystem.
     *
     * @param backend what opened it
     * @param profile which DSCP a traffic type means
     */
    protected AbstractSubsystem(Backend backend, MarkingProfile profile) {
        this(backend, profile, new Lag());
    }

    /**
     * A subsystem with a sampler.
     *
     * @param backend what opened it
     * @param profile which DSCP a traffic type means
     * @param samplerLag how late the sampler is
     */
    protected AbstractSubsystem(Backend backend, MarkingProfile profile, Lag samplerLag) {
        this.backend = backend;
        this.profile = profile;
        this.tally = new Tally(backend.name(), samplerLag);
    }

    @Override
    public final String name() {
        return backend.name();
    }

    @Override
    public final Set<QosCapability> capabilities() {
        return backend.capabilities();
    }

    @Override
    public final QosFlow createFlow(FlowSpec spec, NativeSocket socket) throws QosException {
        return checked(spec, socket, null);
    }

    @Override
    public final QosFlow createFlow(FlowSpec spec, NativeSocket socket, InetSocketAddress destination)
            throws QosException {
        return checked(spec, socket, Destinations.check(destination));
    }

    private QosFlow checked(FlowSpec spec, NativeSocket socket, @Nullable InetSocketAddress destination)
            throws QosException {
        Objects.requireNonNull(socket, "socket");
        long startedNs = System.nanoTime();
        Attempt attempt = tally.attempt();
        try {
            check(spec);
            return attempt.made(create(spec, socket, destination), socket, startedNs);
        } catch (QosException e) {
            throw attempt.failed(e);
        }
    }

    /**
     * Counts a flow that comes later, or what keeps it from coming.
     *
     * @param making makes the flow
     * @param socket its first member
     * @return completes after the flow was counted
     */
    protected final CompletableFuture<QosFlow> counted(
            Supplier<? extends CompletableFuture<? extends CountedFlow>> making, NativeSocket socket) {
        long startedNs = System.nanoTime();
        Attempt attempt = tally.attempt();
        CompletableFuture<QosFlow> counted = new CompletableFuture<>();
        var unused = making.get().whenComplete((flow, failure) -> {
            if (failure == null) {
                counted.complete(attempt.made(flow, socket, startedNs));
            } else {
                counted.completeExceptionally(failure instanceof QosException e ? attempt.failed(e) : failure);
            }
        });
        return counted;
    }

    /**
     * Refuses what cannot be created.
     *
     * @param spec what a flow is to be
     * @throws QosException with reason CLOSED, or NOT_SUPPORTED for an adaptive flow where there are none
     */
    protected final void check(FlowSpec spec) throws QosException {
        requireOpen("createFlow");
        if (spec.adaptive()) {
            require("createFlow", QosCapability.FUNDAMENTALS);
        }
    }

    @Override
    public final void startTracking(InetAddress peer) throws QosException {
        Objects.requireNonNull(peer, "peer");
        requireOpen("startTracking");
        require("startTracking", QosCapability.TRACKING);
        track(peer);
    }

    @Override
    public final void stopTracking(InetAddress peer) throws QosException {
        Objects.requireNonNull(peer, "peer");
        requireOpen("stopTracking");
        require("stopTracking", QosCapability.TRACKING);
        untrack(peer);
    }

    private void require(String operation, QosCapability needed) throws QosException {
        if (!capabilities().contains(needed)) {
            throw unsupported(operation, needed);
        }
    }

    /**
     * Starts to measure the path to a peer; to be overridden with the capability TRACKING.
     *
     * @param peer the peer
     * @throws QosException if the system refuses
     */
    protected void track(InetAddress peer) throws QosException {
        throw unsupported("startTracking", QosCapability.TRACKING);
    }

    /**
     * Ends {@link #track}.
     *
     * @param peer the peer
     * @throws QosException if the system refuses
     */
    protected void untrack(InetAddress peer) throws QosException {
        throw unsupported("stopTracking", QosCapability.TRACKING);
    }

    @Override
    public final QosStatistics statistics() {
        return tally.statistics();
    }

    /** {@return what counts for it} */
    public final Tally tally() {
        return tally;
    }

    /** {@return what opened it} */
    public final Backend backend() {
        return backend;
    }

    /** {@return which DSCP a traffic type means} */
    public final MarkingProfile profile() {
        return profile;
    }

    /**
     * Refuses what this back end cannot do.
     *
     * @param operation what was called
     * @param missing what it lacks
     * @return the exception, to be thrown
     */
    public final QosException unsupported(String operation, QosCapability missing) {
        return Refusals.unsupported(operation, missing, backend.whyMissing(missing));
    }

    /**
     * Makes a flow.
     *
     * @param spec what it is to be
     * @param socket its first member
     * @param destination where that sends, or null
     * @return the flow
     * @throws QosException if the system refuses, or the subsystem was closed meanwhile
     */
    protected abstract AbstractFlow create(FlowSpec spec, NativeSocket socket, @Nullable InetSocketAddress destination)
            throws QosException;

    /** {@return whether {@link #close()} was called} */
    protected abstract boolean isClosed();

    /**
     * Refuses a call after the end.
     *
     * @param operation what was called
     * @throws QosException with reason CLOSED
     */
    protected final void requireOpen(String operation) throws QosException {
        if (isClosed()) {
            throw Refusals.subsystemClosed(operation);
        }
    }

    /** {@return name and state} */
    @Override
    public String toString() {
        return name() + (isClosed() ? ", closed" : ", open");
    }
}
