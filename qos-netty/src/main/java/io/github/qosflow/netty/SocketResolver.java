package io.github.qosflow.netty;

import io.github.qosflow.NativeSocket;
import io.netty.channel.Channel;
import java.util.Optional;

/**
 * Finds the native socket of a channel; the seam for tests and for transports the library does not know.
 *
 * <pre>{@code
 * QosHandler.builder().spec(voice).subsystem(new InMemoryQos())
 *         .socketResolver(channel -> Optional.of(NativeSocket.ofHandle(7)))
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
}
