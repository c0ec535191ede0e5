package io.github.qosflow.internal.windows;

import io.github.qosflow.NativeSocket;
import io.github.qosflow.QosCapability;
import io.github.qosflow.QosException;
import io.github.qosflow.QosException.Reason;
import io.github.qosflow.internal.Backend;
import io.github.qosflow.internal.Refusals;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * A socket and where its packets go, in the form QOSAddSocketToFlow takes: a connected socket without an address, any
 * other with one of its own family. What the function would answer with a bare 87 is refused here with a sentence.
 *
 * @param state the socket
 * @param destination where its packets go
 */
record Target(SocketState state, InetSocketAddress destination) {
    private static final String OPERATION = QosFunction.ADD_SOCKET.cName();
    private static final int ERROR_INVALID_PARAMETER = 87;

    static Target of(Sockets sockets, Backend backend, NativeSocket socket, @Nullable InetSocketAddress destination)
            throws QosException {
        SocketState state = sockets.read(socket);
        InetSocketAddress peer = state.peer();
        if (peer != null) {
            return new Target(state, samePeer(socket, peer, destination));
        }
        if (destination == null) {
            throw sockets.listening(socket) ? listening(backend) : noDestination(socket);
        }
        return new Target(state, sameFamily(state, destination));
    }

    long handle() {
        return state.socket().handle();
    }

    /** DestAddr: none for a connected socket, since the connection may be IPv4-mapped, which QOS2 does not take. */
    byte @Nullable [] address() {
        return state.connected() ? null : SockAddr.bytes(destination);
    }

    private static InetSocketAddress samePeer(
            NativeSocket socket, InetSocketAddress peer, @Nullable InetSocketAddress destination) throws QosException {
        if (destination != null && !same(peer, destination)) {
            throw invalid("The " + socket + " is connected to " + peer + ", not to " + destination
                    + ": leave the destination out.");
        }
        return peer;
    }

    /** By address and port: the host name a destination was made from does not matter. */
    private static boolean same(InetSocketAddress peer, InetSocketAddress destination) {
        return peer.getPort() == destination.getPort() && peer.getAddress().equals(destination.getAddress());
    }

    private static InetSocketAddress sameFamily(SocketState state, InetSocketAddress destination) throws QosException {
        int family = SockAddr.family(destination);
        if (family == state.family()) {
            return destination;
        }
        String hint = family == SockAddr.AF_INET
                ? " is an IPv6 (dual-stack) socket and " + destination + " an IPv4 destination: open the channel with"
                        + " StandardProtocolFamily.INET (Netty: SocketProtocolFamily.INET), or connect it."
                : " is an IPv4 socket and " + destination + " an IPv6 destination: open the channel with"
                        + " StandardProtocolFamily.INET6 (Netty: SocketProtocolFamily.INET6).";
        throw invalid("The " + state.socket() + hint);
    }

    private static QosException noDestination(NativeSocket socket) {
        return invalid("The " + socket + " is not connected: connect it first, or name the destination.");
    }

    private static QosException listening(Backend backend) {
        QosCapability missing = QosCapability.LISTENING_SOCKETS;
        return Refusals.unsupported(OPERATION, missing, backend.whyMissing(missing));
    }

    private static QosException invalid(String hint) {
        return new QosException(OPERATION, ERROR_INVALID_PARAMETER, Reason.INVALID_PARAMETER, hint);
    }
}
