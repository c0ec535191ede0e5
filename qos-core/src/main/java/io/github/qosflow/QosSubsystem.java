package io.github.qosflow;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;

/**
 * The system's quality-of-service engine, opened: one QOS2 handle on Windows, nothing but bookkeeping elsewhere.
 *
 * <p>One for the whole process is enough. On Windows it survives restarts of QOS2: see {@link QosFlow}. After {@link #close()} every call throws a {@link QosException} with reason
 * CLOSED. Thread-safe.
 *
 * @see Qos#open()
 */
public interface QosSubsystem extends AutoCloseable {
    /** {@return what marks here, for instance {@code QOS2} or {@code Linux socket options}} */
    String name();

    /** {@return what this system can do; immutable} */
    Set<QosCapability> capabilities();

    /**
     * Puts a connected socket into a new flow. On Linux any socket will do, a listening one too.
     *
     * @param spec what the flow is to be
     * @param socket the socket that sends
     * @return the flow, open
     * @throws QosException if the system refuses; nothing is left half-done. On Windows from QOSAddSocketToFlow: 87 an
     *     unconnected socket, 1168 a destination on this machine, 1450 too many flows
     */
    QosFlow createFlow(FlowSpec spec, NativeSocket socket) throws QosException;

    /**
     * Puts an unconnected socket's packets to one destination into a new flow. Where
     * {@link QosCapability#PER_DESTINATION} is missing all packets of the socket are marked.
     *
     * @param spec what the flow is to be
     * @param socket the socket that sends
     * @param destination where the packets go, resolved, with a port; on Windows in the socket's address family
     * @return the flow, open
     * @throws QosException if the system refuses; nothing is left half-done
     * @throws IllegalArgumentException if the destination is unresolved or has port 0
     */
    QosFlow createFlow(FlowSpec spec, NativeSocket socket, InetSocketAddress destination) throws QosException;

    /**
     * As {@link #createFlow(FlowSpec, NativeSocket)}, for event loops: on Windows another thread asks the system, and this
     * call waits for it no longer than some 10 ms, so that usually the flow is there when it returns. Elsewhere it is
     * always. If the socket is closed meanwhile no flow comes of it.
     *
     * @param spec what the flow is to be
     * @param socket the socket that sends
     * @return completes with the flow, open, or exceptionally with a {@link QosException}
     */
    default CompletableFuture<QosFlow> createFlowAsync(FlowSpec spec, NativeSocket socket) {
        try {
            return CompletableFuture.completedFuture(createFlow(spec, socket));
        } catch (QosException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    /**
     * Makes calls that ask the system, for event loops: on Windows another thread makes them, one task after the other, and
     * this call waits for it no longer than some 10 ms, so that usually they are made when it returns. Elsewhere they always
     * are, on this thread.
     *
     * <pre>{@code
     * qos.callAsync(() -> {
     *     flow.add(rtcp);
     *     return flow.lastMarking();
     * });
     * }</pre>
     *
     * <p>The calls may come late: let them ask first whether the channel is still open, for the number of a closed socket is
     * soon another one's.
     *
     * @param <T> what the calls give
     * @param calls what is to be done with this subsystem and its flows
     * @return completes with what the calls return or throw
     */
    default <T> CompletableFuture<T> callAsync(Callable<T> calls) {
        try {
            return CompletableFuture.completedFuture(calls.call());
        } catch (Exception e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    /**
     * Starts to measure the path to a peer before an adaptive flow needs it, so that its rate is sooner granted; see
     * {@link QosCapability#TRACKING}. Goes on after a restart of QOS2.
     *
     * @param peer the peer
     * @throws QosException if the system refuses. On Windows from QOSStartTrackingClient: 50 the peer does not take part or
     *     is not on the same link, 67 its address does not resolve, 1232 it cannot be reached
     */
    void startTracking(InetAddress peer) throws QosException;

    /**
     * Ends {@link #startTracking}; flows go on.
     *
     * @param peer the peer
     * @throws QosException if the system refuses; reason NOT_FOUND if the peer is not tracked
     */
    void stopTracking(InetAddress peer) throws QosException;

    /**
     * The numbers of all flows: on Windows those of the whole machine, which needs an administrator.
     *
     * @return the numbers, unsigned 32 bit on Windows
     * @throws QosException if the system refuses; on Windows 5 without administrator rights
     */
    long[] enumerateFlows() throws QosException;

    /**
     * What was counted since this subsystem was opened; also after its end. Asks no system and waits for nobody.
     *
     * @return the numbers now; {@link QosStatistics#NONE} from a subsystem that does not count
     */
    default QosStatistics statistics() {
        return QosStatistics.NONE;
    }

    /** Ends all flows of this subsystem; idempotent. Waits for calls that are under way. */
    @Override
    void close();
}
