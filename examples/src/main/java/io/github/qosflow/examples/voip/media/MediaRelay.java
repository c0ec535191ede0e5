package io.github.qosflow.examples.voip.media;

import io.github.qosflow.examples.voip.flows.FlowHandlers;
import io.netty.channel.EventLoopGroup;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;

/**
 * Passes on the media of calls, RTP and RTCP as they are, each leg in a flow.
 *
 * <pre>{@code
 * MediaSession media = relay.open(call::end);
 * media.relay(Side.CALLER, offer, callee)        // what the callee gets
 *         .thenCompose(...)
 * media.relay(Side.CALLEE, answer, caller)       // what the caller gets
 * media.close();
 * }</pre>
 *
 * <p>A call's packets stay on one event loop; a phone may be behind a NAT, and IPv4 on one side may be IPv6 on the other.
 * Thread-safe.
 */
public final class MediaRelay implements AutoCloseable {
    private final EventLoopGroup loops;
    private final Resources resources;
    private final long idleNanos;
    private final Set<MediaSession> sessions = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    /**
     * A relay without calls.
     *
     * @param loops where media is passed on; to be ended after the relay
     * @param flows marks it
     * @param ports that media may have
     * @param addresses what the server is bound to; a wildcard is any address
     * @param towards which of this machine's addresses a peer can reach
     * @param idle after how long without a packet a call counts as dead, unless it is on hold
     */
    public MediaRelay(
            EventLoopGroup loops,
            FlowHandlers flows,
            Ports ports,
            List<InetAddress> addresses,
            Function<InetAddress, InetAddress> towards,
            Duration idle) {
        this.loops = loops;
        this.resources = new Resources(
                flows, ports, new Families(List.copyOf(addresses), towards), new AtomicInteger(), new LongAdder());
        this.idleNanos = idle.toNanos();
    }

    /**
     * The media of another call. It has no ports before there is a description. What it relays completes on an event loop of
     * the relay.
     *
     * @param onIdle called once, on any thread, if both sides have described their media and then nothing came from either for
     *     too long; who opened the session closes it then
     * @return the session, to be closed
     * @throws IllegalStateException if the relay is closed
     */
    public MediaSession open(Runnable onIdle) {
        MediaSession session = new MediaSession(resources, loops.next(), idleNanos, onIdle);
        sessions.add(session);
        session.ended().thenRun(() -> sessions.remove(session));
        if (closed) {
            session.close();
            throw new IllegalStateException("the media relay is closed");
        }
        return session;
    }

    /** {@return how many UDP ports are open for media now} */
    public int openPorts() {
        return resources.open().get();
    }

    /**
     * Counts what was not passed on: strangers' packets, what is neither RTP nor RTCP, what came before there was a way on, and
     * what a full socket had no room for.
     *
     * @return datagrams until now
     */
    public long dropped() {
        return resources.dropped().sum();
    }

    /** Closes all sessions and waits for it; not to be called on the relay's event loops. */
    @Override
    public void close() {
        closed = true;
        List<MediaSession> open = List.copyOf(sessions);
        open.forEach(MediaSession::close);
        CompletableFuture.allOf(open.stream().map(MediaSession::ended).toArray(CompletableFuture<?>[]::new))
                .join();
    }
}
