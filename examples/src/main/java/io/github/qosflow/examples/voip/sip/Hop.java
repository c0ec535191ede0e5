package io.github.qosflow.examples.voip.sip;

import io.netty.channel.Channel;
import io.netty.util.NetUtil;
import java.net.InetSocketAddress;
import java.util.Locale;
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
        @Nullable Channel channel) {
    /** {@return the hop without its channel, such as {@code tcp:192.0.2.1:5060}} */
    public String text() {
        return transport.name().toLowerCase(Locale.ROOT) + ':' + NetUtil.toSocketAddressString(address);
    }

    /**
     * Reads what {@link #text} wrote.
     *
     * @param text such as {@code tcp:192.0.2.1:5060} or {@code udp:[2001:db8::1]:5060}
     * @return the hop
     * @throws IllegalArgumentException if it is none
     */
    public static Hop parse(String text) {
        int first = text.indexOf(':');
        int last = text.lastIndexOf(':');
        if (first < 0 || last == first) {
            throw new IllegalArgumentException("no transport:address:port: " + text);
        }
        String address = text.substring(first + 1, last);
        if (!NetUtil.isValidIpV4Address(address) && !NetUtil.isValidIpV6Address(address)) {
            throw new IllegalArgumentException("no transport:address:port: " + text);
        }
        return new Hop(
                Transport.valueOf(text.substring(0, first).toUpperCase(Locale.ROOT)),
                new InetSocketAddress(address, Integer.parseInt(text.substring(last + 1))),
                null);
    }
}
