package io.github.qosflow.examples.voip.sip;

import io.netty.channel.Channel;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * The next or the previous element on a message's way.
 *
 * @param transport over what
 * @param address of the other end
 * @param channel where the message came in: the listening socket for UDP, the connection else; null: whatever reaches the
 *     address. A connection that is closed is replaced by a new one to the address.
 */
public record Hop(
        Transport transport,
        InetSocketAddress address,
        @Nullable Channel channel) {}
