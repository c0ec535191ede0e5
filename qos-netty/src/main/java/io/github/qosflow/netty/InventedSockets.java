package io.github.qosflow.netty;

import io.github.qosflow.NativeSocket;
import io.netty.channel.Channel;
import io.netty.util.Attribute;
import io.netty.util.AttributeKey;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/** Sockets for channels without any, numbered from 1; a channel keeps its number. */
final class InventedSockets implements SocketResolver {
    private static final AttributeKey<NativeSocket> KEY = AttributeKey.valueOf(InventedSockets.class, "KEY");

    private final AtomicLong last = new AtomicLong();

    @Override
    public Optional<NativeSocket> resolve(Channel channel) {
        Attribute<NativeSocket> known = channel.attr(KEY);
        if (known.get() == null) {
            known.set(NativeSocket.ofHandle(last.incrementAndGet()));
        }
        return Optional.of(known.get());
    }
}
