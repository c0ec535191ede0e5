package io.github.qosflow.examples.demo;

import io.github.qosflow.Dscp;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.util.Optional;

/** Where a program without privileges cannot see marks, Windows for one: sends, for a capture, and says nothing. */
record Nobody() implements Witness {
    @Override
    public Optional<String> place() {
        return Optional.empty();
    }

    @Override
    public Optional<Dscp> send(Endpoint sender, Endpoint receiver, byte[] message)
            throws IOException, InterruptedException {
        sender.channel().writeAndFlush(Unpooled.wrappedBuffer(message)).sync();
        receiver.channel().read();
        receiver.inbox().await(message.length);
        return Optional.empty();
    }
}
