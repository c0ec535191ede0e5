package io.github.qosflow.netty;

import io.github.qosflow.NativeSocket;
import io.netty.channel.Channel;
import java.util.Optional;

/**
 * Finds the native socket of a channel; the seam for tests and for transports the library does not know.
 *
 * <pre>{@code
 * QosHandler.builder().spec(voice).subsystem(new InMemoryQos())
 *         .socketResolver(SocketResolver.invented())
 *         .build();
 * }</pre>
 */
@FunctionalInterface
public interface SocketResolver {
    /**
     * The channel's own socket, not that of a parent. Called on the channel's event loop.
     *
     * @param channel the channel
     * @return its socket, or empty if it has none (embedded, local, HTTP/2 stream, QUIC)
     */
    Optional<NativeSocket> resolve(Channel channel);

    /**
     * For tests without an operating system: every channel has a socket, an {@code EmbeddedChannel} too. The numbers are made
     * up, 1 for the first channel that is asked for, so use it with {@link io.github.qosflow.testing.InMemoryQos} only.
     *
     * @return a resolver that begins to count anew
     */
    static SocketResolver invented() {
        return new InventedSockets();
    }
}
