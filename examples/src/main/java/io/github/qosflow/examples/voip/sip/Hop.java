package io.github.qosflow.examples.voip.sip;

import gov.nist.javax.sip.header.Via;
import io.netty.channel.Channel;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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
    private static final Pattern TEXT = Pattern.compile("(udp|tcp|tls):(.+):([0-9]{1,5})");

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
        Matcher parts = TEXT.matcher(text);
        InetAddress address = parts.matches() ? NetUtil.createInetAddressFromIpAddressString(parts.group(2)) : null;
        if (address == null) {
            throw new IllegalArgumentException("no transport:address:port: " + text);
        }
        Transport transport = Transport.valueOf(parts.group(1).toUpperCase(Locale.ROOT));
        return new Hop(transport, new InetSocketAddress(address, Integer.parseInt(parts.group(3))), null);
    }

    /**
     * Where the answers to a request go that came from here (RFC 3261 section 18.2.2, RFC 3581 section 4).
     *
     * @param via the request's topmost one
     * @return the way back: the request's own connection while there is one, else to the port that its Via names
     */
    public Hop answering(Via via) {
        if (via.hasParameter("rport") && !transport.reliable()) {
            return this;
        }
        int port = via.getPort() > 0 ? via.getPort() : transport.defaultPort();
        return new Hop(transport, new InetSocketAddress(address.getAddress(), port), channel);
    }

    /** The channel while it can be used. */
    @Nullable
    Channel open() {
        return channel != null && channel.isActive() ? channel : null;
    }
}
