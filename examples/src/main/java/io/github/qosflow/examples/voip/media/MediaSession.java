package io.github.qosflow.examples.voip.media;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.text.ParseException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The media of one call. Each medium (an {@code m=} line) has a leg to the caller and one to the callee, each with a socket for
 * RTP and one for RTCP. All of it happens on one event loop, so there are no locks. Thread-safe.
 */
public final class MediaSession {
    private final Resources resources;
    private final EventLoop loop;
    private final long idleNanos;
    private final Runnable onIdle;
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    /** The legs to the caller, by number of the m= line; what passes by the relay has none. */
    private final Map<Integer, MediaLeg> media = new TreeMap<>();

    private @Nullable InetAddress callersHost;
    private boolean closed;
    private @Nullable Future<?> idleCheck;
    private volatile List<MediaLeg> legs = List.of();

    MediaSession(Resources resources, EventLoop loop, long idleNanos, Runnable onIdle) {
        this.resources = resources;
        this.loop = loop;
        this.idleNanos = idleNanos;
        this.onIdle = onIdle;
    }

    /**
     * Turns the description one side wrote into the one its peer gets: with the relay's address and ports in place of the
     * author's. Remembers where the author wants its media. Offers and answers, first and later ones (re-INVITE) alike; what
     * is no medium of RTP over UDP passes unchanged. A medium with port 0 has ended.
     *
     * @param author who wrote it
     * @param description the session description (RFC 8866)
     * @param reader the signaling address of who will read it: tells which of this machine's addresses it can reach
     * @return the new description; fails with a {@code java.text.ParseException} for a description that cannot be read and with an
     *     {@code IOException} if no port is free
     */
    public CompletionStage<byte[]> relay(Side author, byte[] description, InetAddress reader) {
        CompletableFuture<byte[]> rewritten = new CompletableFuture<>();
        loop.execute(() -> {
            try {
                rewritten.complete(rewrite(author, description, reader));
            } catch (IOException | ParseException | RuntimeException e) {
                rewritten.completeExceptionally(e);
            }
        });
        return rewritten;
    }

    private byte[] rewrite(Side author, byte[] bytes, InetAddress reader) throws IOException, ParseException {
        if (closed) {
            throw new IOException("the media of this call is closed");
        }
        Description description = Description.parse(bytes);
        Map<Integer, Medium> relayed = description.relayed();
        byte[] rewritten = bytes;
        if (!relayed.isEmpty()) {
            Families.Local local = resources.families().facing(facing(author.other(), reader));
            rewritten = description.toward(local.told(), open(author, relayed, local.bind()));
        }
        describe(author, relayed); // only when all sockets are there: a refused offer changes nothing
        return rewritten;
    }

    /** Media need not go where signaling does: who calls over IPv4 may ask for IPv6 media. A callee is one of several. */
    private InetAddress facing(Side side, InetAddress reader) {
        InetAddress host = side == Side.CALLER ? callersHost : null;
        return host == null || Families.same(host, reader) ? reader : host;
    }

    private Map<Integer, Integer> open(Side author, Map<Integer, Medium> relayed, InetAddress local)
            throws IOException {
        Map<Integer, Integer> ports = new HashMap<>();
        for (Map.Entry<Integer, Medium> medium : relayed.entrySet()) {
            MediaLeg leg = leg(medium.getKey(), medium.getValue().name());
            leg.to(author).reopen();
            ports.put(medium.getKey(), leg.to(author.other()).open(local));
        }
        return ports;
    }

    /** An m= line whose medium has ended may become another medium's (RFC 3264 section 8.1). */
    private MediaLeg leg(int line, String medium) {
        MediaLeg leg = media.get(line);
        if (leg == null || !leg.medium().equals(medium)) {
            Stream.ofNullable(leg).flatMap(MediaLeg::andOpposite).forEach(MediaLeg::release);
            leg = MediaLeg.toCaller(medium, resources, loop);
            media.put(line, leg);
        }
        return leg;
    }

    private void describe(Side author, Map<Integer, Medium> relayed) {
        long now = System.nanoTime();
        media.forEach((line, leg) -> {
            Medium medium = relayed.get(line);
            if (medium == null) {
                leg.andOpposite().forEach(MediaLeg::shut);
            } else {
                leg.to(author).described(medium, now);
            }
        });
        if (author == Side.CALLER) {
            relayed.values().stream()
                    .flatMap(medium -> Stream.ofNullable(medium.rtp()))
                    .map(InetSocketAddress::getAddress)
                    .findFirst()
                    .ifPresent(host -> callersHost = host);
        }
        legs = allLegs().filter(MediaLeg::isOpen).toList();
        if (idleCheck == null) {
            check(idleNanos);
        }
    }

    private Stream<MediaLeg> allLegs() {
        return media.values().stream().flatMap(MediaLeg::andOpposite);
    }

    private void check(long delayNanos) {
        idleCheck = loop.schedule(this::endIfIdle, delayNanos, TimeUnit.NANOSECONDS);
    }

    /** Only a call that both sides have described: how long it rings is up to who signals, and so it is while it is on hold. */
    private void endIfIdle() {
        long now = System.nanoTime();
        long left = idleNanos
                - allLegs().mapToLong(leg -> now - leg.lastActivity()).min().orElse(0);
        boolean answered =
                media.values().stream().anyMatch(leg -> leg.andOpposite().allMatch(MediaLeg::isDescribed));
        boolean onHold = !legs.isEmpty() && legs.stream().allMatch(MediaLeg::isHeld);
        if (left <= 0 && answered && !onHold) {
            onIdle.run();
        } else {
            check(left > 0 ? left : idleNanos);
        }
    }

    /** {@return the legs there are now} */
    public List<MediaLeg> legs() {
        return legs;
    }

    /** Closes all sockets and ends their flows. Idempotent; later calls to {@link #relay} fail. */
    public void close() {
        loop.execute(this::end);
    }

    private void end() {
        if (idleCheck != null) {
            idleCheck.cancel(false);
        }
        allLegs().forEach(MediaLeg::release);
        media.clear();
        legs = List.of();
        closed = true;
        MediaLeg.afterClose(loop, () -> ended.complete(null));
    }

    /** {@return completes when all ports are free} */
    CompletableFuture<Void> ended() {
        return ended;
    }
}
