package io.github.qosflow.examples.demo;

import io.github.qosflow.Dscp;
import io.github.qosflow.examples.observe.ObservedSocket;
import io.github.qosflow.examples.observe.Packet;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.util.Optional;

/** Asks the receiver's socket for the traffic class of the newest segment: TCP over IPv6 remembers it. */
record ReceivedSegment() implements Witness {
    @Override
    public Optional<String> place() {
        return Optional.of("at the receiver");
    }

    @Override
    public Optional<Dscp> send(Endpoint sender, Endpoint receiver, byte[] message)
            throws IOException, InterruptedException {
        ObservedSocket socket = new ObservedSocket(receiver.descriptor());
        socket.tellTrafficClass();
        sender.channel().writeAndFlush(Unpooled.wrappedBuffer(message)).sync();
        receiver.inbox().await(message.length);
        return Packet.mark(socket.newestTrafficClass());
    }
}
