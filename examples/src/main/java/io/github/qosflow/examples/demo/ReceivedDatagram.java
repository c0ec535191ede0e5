package io.github.qosflow.examples.demo;

import io.github.qosflow.Dscp;
import io.github.qosflow.examples.observe.ObservedSocket;
import io.github.qosflow.examples.observe.Packet;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.util.Optional;

/** Looks at the datagram in the receiver's queue, before its channel reads it: the kernel tells the TOS with it. */
record ReceivedDatagram(Family family) implements Witness {
    @Override
    public Optional<String> place() {
        return Optional.of("at the receiver");
    }

    @Override
    public Optional<Dscp> send(Endpoint sender, Endpoint receiver, byte[] message)
            throws IOException, InterruptedException {
        ObservedSocket socket = new ObservedSocket(receiver.descriptor());
        if (family == Family.IPV6) {
            socket.tellTrafficClass();
        } else {
            socket.tellTos();
        }
        sender.channel().writeAndFlush(Unpooled.wrappedBuffer(message)).sync();
        Packet packet = socket.peek(Patience.milliseconds())
                .filter(candidate -> candidate.endsWith(message))
                .orElseThrow(() -> new IOException("the datagram did not arrive"));
        receiver.channel().read();
        receiver.inbox().await(message.length);
        return packet.mark();
    }
}
