package io.github.qosflow.internal.windows;

import io.github.qosflow.MarkingProfile;
import io.github.qosflow.NativeSocket;
import io.github.qosflow.QosSubsystem;
import io.github.qosflow.model.Destination;
import io.github.qosflow.model.Endpoint;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.DatagramChannel;
import java.util.EnumMap;
import java.util.Map;

/** The sockets of the model-based test, for all its sequences. */
final class ModelSockets implements AutoCloseable {
    private final Connections connections = new Connections();
    private final Map<Endpoint, NativeSocket> sockets = new EnumMap<>(Endpoint.class);

    ModelSockets() throws IOException {
        letTheLibraryOpenItsOwn();
        for (Endpoint endpoint : Endpoint.values()) {
            sockets.put(endpoint, NativeSocket.of(open(endpoint)));
        }
        connections.closeLast(); // the last one, so that no other gets its number
    }

    /** Its sockets for pending calls, which stay, would get the number of the one that is closed. */
    private void letTheLibraryOpenItsOwn() throws IOException {
        try (QosSubsystem qos = new WindowsBackend(WindowsSuite.TIMING).open(MarkingProfile.WINDOWS)) {
            qos.createFlow(AdaptiveSuite.ADAPTIVE_2_MBIT, connections.socket()).close();
        }
    }

    private DatagramChannel open(Endpoint endpoint) throws IOException {
        InetSocketAddress peer = Destination.PEER.address().orElseThrow();
        return switch (endpoint) {
            case CONNECTED_1, CONNECTED_2, CONNECTED_3 -> connections.connected(peer);
            case UNCONNECTED_1, UNCONNECTED_2, CLOSED -> connections.inet();
        };
    }

    NativeSocket get(Endpoint endpoint) {
        return sockets.get(endpoint);
    }

    @Override
    public void close() throws IOException {
        connections.close();
    }
}
