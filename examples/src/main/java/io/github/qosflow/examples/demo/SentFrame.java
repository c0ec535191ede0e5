package io.github.qosflow.examples.demo;

import io.github.qosflow.Dscp;
import io.github.qosflow.examples.observe.ObservedSocket;
import io.github.qosflow.examples.observe.Packet;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.Future;

/**
 * Looks at the very frame the sender's kernel handed to the network driver, IP header included; it comes back through
 * the socket's error queue with a time stamp. A receiver without privileges cannot see the TOS of TCP over IPv4.
 */
record SentFrame() implements Witness {
    @Override
    public Optional<String> place() {
        return Optional.of("in the sender's frame");
    }

    @Override
    public Optional<Dscp> send(Endpoint sender, Endpoint receiver, byte[] message)
            throws IOException, InterruptedException {
        ObservedSocket socket = new ObservedSocket(sender.descriptor());
        // One task: the queue is empty again before the loop's selector could take it for an error.
        Future<Optional<Dscp>> looked = sender.channel().eventLoop().submit(() -> sendAndLook(sender, socket, message));
        Optional<Dscp> seen = Patience.await(looked, "the event loop was busy");
        receiver.inbox().await(message.length);
        return seen;
    }

    private static Optional<Dscp> sendAndLook(Endpoint sender, ObservedSocket socket, byte[] message)
            throws IOException, InterruptedException {
        socket.keepFramesSent(true);
        try {
            sender.channel().writeAndFlush(Unpooled.wrappedBuffer(message));
            Packet frame = socket.takeFrame(Patience.milliseconds())
                    .filter(candidate -> candidate.endsWith(message))
                    .orElseThrow(() -> new IOException(
                            "no copy of the frame came back (is sysctl net.core.tstamp_allow_data 0?)"));
            return frame.markOfFrame();
        } finally {
            socket.keepFramesSent(false);
        }
    }
}
