package io.github.qosflow.examples.bottleneck;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** Sends a packet every 20 ms. */
final class Speech {
    private final Channel channel;
    private final int packets;
    private final CompletableFuture<Void> over = new CompletableFuture<>();
    private int next = -VoicePacket.WARM_UP;

    Speech(Channel channel, int packets) {
        this.channel = channel;
        this.packets = packets;
    }

    /** {@return done after the last packet, failed with the first that could not be sent} */
    Future<Void> start() {
        channel.eventLoop().scheduleAtFixedRate(this::send, 0, VoicePacket.INTERVAL_MILLIS, TimeUnit.MILLISECONDS);
        return over;
    }

    /** The time is taken last: a late event loop is no delay of the network. */
    private void send() {
        if (next == packets) {
            over.complete(null);
            return;
        }
        VoicePacket packet = new VoicePacket(next++, System.nanoTime());
        channel.writeAndFlush(Unpooled.wrappedBuffer(packet.toBytes())).addListener(written -> {
            if (!written.isSuccess()) {
                over.completeExceptionally(written.cause());
            }
        });
    }
}
