package io.github.qosflow;

import java.net.InetSocketAddress;
import java.util.Collection;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * One or more sockets whose packets are treated alike: marked, and shaped where asked.
 *
 * <pre>{@code
 * QosFlow flow = qos.createFlow(FlowSpec.of(TrafficType.VOICE), NativeSocket.of(rtp));
 * flow.add(NativeSocket.of(rtcp));
 * flow.close();
 * }</pre>
 *
 * <p>A <em>member</em> is one socket, or one (socket, destination) pair; the last member out ends the flow. A call on an
 * ended flow throws a {@link QosException} with reason CLOSED; {@link #close()}, {@link #id()}, {@link #spec()},
 * {@link #isOpen()} and the listener methods never do. What a subsystem cannot do throws (or completes with) reason
 * NOT_SUPPORTED and names the missing {@link QosCapability}.
 *
 * <p>When QOS2 is restarted (its service, standby), the flow is lost and soon restored under the same object, with type,
 * rate, DSCP, notifications and the members whose sockets still live; {@link #id()} may be another one then. Calls made
 * meanwhile wait for two seconds at most, then fail with reason REINITIALIZATION_NEEDED, or with what keeps QOS2 from
 * coming back. See {@link QosFlowListener#lost}.
 *
 * <p>Calls ask the system on the caller's thread, and a system may be slow: on event loops use {@link #closeAsync()}, the
 * methods that return futures, which never wait for it, and {@link QosSubsystem#callAsync} for the others. Futures
 * complete on a thread of the library that has other things to do: let dependent stages return soon. They end with reason
 * CANCELLED when the flow ends.
 *
 * <p>Thread-safe.
 */
public interface QosFlow extends AutoCloseable {
    /** {@return the flow's number in its subsystem, more than 0; on Windows the unsigned QOS_FLOWID} */
    long id();

    /** {@return what was asked for, with later changes of type, rate and DSCP applied} */
    FlowSpec spec();

    /** {@return whether the flow still exists} */
    boolean isOpen();

    /**
     * Adds a connected socket (Linux: any socket).
     *
     * @param socket the socket
     * @throws QosException if the system refuses; the flow goes on as it was. On Windows from QOSAddSocketToFlow: 87 an
     *     unconnected or dual-stack unconnected socket, 1168 a destination on this machine, 1450 too many flows
     */
    void add(NativeSocket socket) throws QosException;

    /**
     * Adds an unconnected socket's packets to one destination. Where {@link QosCapability#PER_DESTINATION} is missing
     * all packets of the socket are marked.
     *
     * @param socket the socket
     * @param destination where the packets go, resolved, with a port
     * @throws QosException if the system refuses; the flow goes on as it was
     * @throws IllegalArgumentException if the destination is unresolved or has port 0
     */
    void add(NativeSocket socket, InetSocketAddress destination) throws QosException;

    /**
     * Takes a socket out with all its destinations; the last one out ends the flow.
     *
     * @param socket the socket
     * @throws QosException with reason NOT_FOUND if it is not in the flow
     */
    void remove(NativeSocket socket) throws QosException;

    /**
     * Takes destinations of a socket out; the last one out ends the flow. Take out many at once: QOS2 knows no such call, so
     * on Windows the flow is made anew without them, under the same object.
     *
     * @param socket the socket
     * @param destinations where its packets are not to be marked any more
     * @throws QosException with reason NOT_FOUND if none of them is in the flow. On Windows, if QOS2 refuses to make the
     *     flow anew: then it has ended
     */
    default void remove(NativeSocket socket, Collection<InetSocketAddress> destinations) throws QosException {
        throw new QosException(
                "remove", 0, QosException.Reason.NOT_SUPPORTED, "Take the socket out with all its destinations.");
    }

    /**
     * Takes a socket out that closes or has closed: where marks belong to the socket it keeps its own, so that what is still
     * queued leaves with it. The last one out ends the flow. Nothing happens if the socket is not in the flow.
     *
     * @param socket the very object that was added: its number may be another socket's by now
     */
    default void abandon(NativeSocket socket) {
        try {
            remove(socket);
        } catch (QosException e) {
            System.getLogger(QosFlow.class.getName())
                    .log(System.Logger.Level.DEBUG, socket + " had left " + this + " before", e);
        }
    }

    /**
     * Changes the traffic type, and takes an exact DSCP back.
     *
     * @param type the new type
     * @throws QosException if the system refuses; the old type stays
     */
    void setTrafficType(TrafficType type) throws QosException;

    /**
     * Changes the rate. For an adaptive flow Windows may have to measure the path first: while it answers 170 or 1237 it is
     * asked again, for 10 seconds at most.
     *
     * @param rate the new rate
     * @throws QosException if the system refuses; the old rate stays. On Windows from QOSSetFlow: 54 the path does not
     *     offer it (listeners are told {@link QosFlowListener#available} when it does), 50 the path cannot be measured,
     *     170 and 1237 no answer in time
     */
    void setOutgoingRate(OutgoingRate rate) throws QosException;

    /**
     * Asks for an exact mark. Refused with ACCESS_DENIED the old marking stays.
     *
     * @param dscp the mark
     * @throws QosException if the system refuses. On Windows from QOSSetFlow: 5 without administrator rights, 1260 a
     *     policy forbids it
     */
    void setOutgoingDscp(Dscp dscp) throws QosException;

    /**
     * The mark asked for and the one in force, read from the system where it tells.
     *
     * @return the marking; of an ended flow the last one known
     */
    Marking marking();

    /**
     * The marking as it was last known, without asking the system.
     *
     * @return the marking
     */
    default Marking lastMarking() {
        return marking();
    }

    /**
     * What of the specification the system refused when it was last applied; cheaper than {@link #marking()}, for it does
     * not look whether something else has set another mark since.
     *
     * @return the refusal, or empty when all was granted
     */
    default Optional<QosException> refused() {
        return lastMarking().difference();
    }

    /**
     * What the system really puts on the packets.
     *
     * @return DSCP and layer 2 priority
     * @throws QosException if the system refuses
     */
    PacketPriority queryPacketPriority() throws QosException;

    /**
     * The rate in force.
     *
     * @return the rate on the IP level
     * @throws QosException if the system refuses; reason NOT_FOUND if no rate was ever set
     */
    DataRate queryOutgoingRate() throws QosException;

    /**
     * Bandwidth and round trip of the path; needs an adaptive flow and {@link QosCapability#FUNDAMENTALS}.
     *
     * <p>While Windows knows nothing yet (232, 1237, 1460, 170) it is asked again, for 10 seconds at most. Then what is
     * known is {@link FlowFundamentals#UNKNOWN}, and a fresh measurement fails with reason NOT_READY. Linux answers at once,
     * from tcp_info of a TCP connection; of a datagram socket nothing is known.
     *
     * @param fresh whether to measure anew rather than take what is known
     * @return completes with what is known, or exceptionally with a {@link QosException}; {@code cancel(true)} cancels the
     *     call in the system too (QOSCancel)
     */
    CompletableFuture<FlowFundamentals> queryFundamentals(boolean fresh);

    /**
     * Completes once when the path is congested, which may be now; needs an adaptive flow and
     * {@link QosCapability#NOTIFICATIONS}. Of each of the three notifications one may be pending per flow, beside listeners.
     * On Linux it needs a TCP connection (else reason NOT_SUPPORTED), and is told within a second of the path's becoming so.
     *
     * @return the future event, or one that has failed with reason ALREADY_PENDING (183); {@code cancel(true)} takes the
     *     request back, and it may be made anew at once
     */
    CompletableFuture<Void> notifyCongested();

    /**
     * Completes once when the path is not congested, which may be now; as {@link #notifyCongested()}.
     *
     * @return the future event; {@code cancel(true)} takes the request back
     */
    CompletableFuture<Void> notifyUncongested();

    /**
     * Completes once when this bandwidth is available, which may be now; as {@link #notifyCongested()}.
     *
     * @param total the bandwidth wanted in total on the IP level, more than the flow's rate, else the future fails with
     *     reason INVALID_PARAMETER
     * @return the future event; {@code cancel(true)} takes the request back
     */
    CompletableFuture<Void> notifyAvailable(DataRate total);

    /**
     * Tells a listener from now on.
     *
     * @param listener the listener; adding it twice tells it twice
     */
    void addListener(QosFlowListener listener);

    /**
     * Tells a listener no longer.
     *
     * @param listener the listener; nothing happens if it is not there
     */
    void removeListener(QosFlowListener listener);

    /** Ends the flow and takes the marks off its living sockets; idempotent, and never fails for "already gone". */
    @Override
    void close();

    /**
     * Ends the flow as {@link #close()} does, for event loops: on Windows another thread tells the system, and this call
     * waits for it no longer than some 10 ms.
     */
    default void closeAsync() {
        close();
    }

    /**
     * Ends the flow as {@link #closeAsync()} does, for sockets that are about to close: where marks belong to the socket they
     * stay, so that what is still queued leaves with them. Idempotent; never fails for "already gone".
     */
    default void abandon() {
        closeAsync();
    }
}
