package io.github.qosflow.examples.voip.media;

import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Where one side's packets come from, and where packets for it go (symmetric RTP, RFC 4961): to the address in its
 * description until its first packet came, and then to where that came from, for many phones do not know their address behind a
 * NAT. Whoever sends later from elsewhere is refused. So a stranger can take over a direction of media only between a
 * description and the side's next packet, and only by guessing the port; SRTP closes that window too. Used on one event loop.
 */
final class Latch {
    /** How long packets of who was heard before a change may still be under way, such as another fork's early media. */
    private static final long LATE_NANOS = TimeUnit.SECONDS.toNanos(2);

    private @Nullable InetSocketAddress described;
    private @Nullable InetSocketAddress target;
    private @Nullable InetSocketAddress source;
    private @Nullable InetSocketAddress former;
    private boolean known;
    private boolean held;
    private long since;

    /** A description has come; one without an address wants nothing sent (hold as in RFC 3264 section 8.4). */
    void described(@Nullable InetSocketAddress address, long now) {
        known = true;
        held = address == null;
        since = now;
        if (address != null && !address.equals(described)) {
            former = source == null ? target : source;
            described = address;
            target = address; // else as before: a session refresh must not send media into the NAT's private network
        }
        source = null;
    }

    boolean isDescribed() {
        return known;
    }

    /** Whether it is a packet of this side, which the first one after a description decides. */
    boolean admits(InetSocketAddress from, long now) {
        if (source != null) {
            return from.equals(source);
        }
        if (!known || (from.equals(former) && now - since < LATE_NANOS)) {
            return false;
        }
        source = from;
        target = from;
        return true;
    }

    /** {@return where packets for this side go, or null for nowhere} */
    @Nullable
    InetSocketAddress target() {
        return held ? null : target;
    }
}
