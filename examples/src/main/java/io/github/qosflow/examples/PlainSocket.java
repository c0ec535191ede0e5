package io.github.qosflow.examples;

import io.github.qosflow.Dscp;
import io.github.qosflow.FlowSpec;
import io.github.qosflow.NativeSocket;
import io.github.qosflow.Qos;
import io.github.qosflow.QosFlow;
import io.github.qosflow.QosSubsystem;
import io.github.qosflow.TrafficType;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.channels.SocketChannel;

/** A JDK channel marked without Netty. */
public final class PlainSocket {
    private PlainSocket() {}

    /**
     * Connects with expedited forwarding.
     *
     * @param server whom to connect to
     * @return what the connection was marked with
     * @throws IOException if the connection or the mark cannot be had
     */
    public static String markedAs(SocketAddress server) throws IOException {
        FlowSpec expedited = FlowSpec.builder(TrafficType.VOICE).dscp(Dscp.EF).build();
        try (QosSubsystem qos = Qos.open();
                SocketChannel channel = SocketChannel.open(server);
                QosFlow flow = qos.createFlow(expedited, NativeSocket.of(channel))) {
            return flow.marking().toString();
        }
    }
}
