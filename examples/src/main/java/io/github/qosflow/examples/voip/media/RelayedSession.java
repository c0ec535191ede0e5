package io.github.qosflow.examples.voip.media;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.net.InetAddress;
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

/** A call's media at the relay; all of it happens on one event loop, so there are no locks. */
final class RelayedSession implements MediaSession {
    private final Resources resources;
    private final EventLoop loop;
    private final long idleNanos;
    private final Runnable onIdle;
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    /** The legs to the caller, by number of the m= line; what passes by the relay has none. */
    private final Map<Integer, Leg> media = new TreeMap<>();

    private @Nullable InetAddress callersHost;
    private boolean closed;
    private @Nullable Future<?> idleCheck;
    private long lastActivity;
    private volatile List<MediaLeg> legs = List.of();

    RelayedSession(Resources resources, EventLoop loop, long idleNanos, Runnable onIdle) {
        this.resources = resources;
        this.loop = loop;
        this.idleNanos = idleNanos;
        this.onIdle = onIdle;
    }

    @Override
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
        Map<Integer, MediumSection.Place> places = description.places();
        byte[] rewritten = bytes;
        if (!places.isEmpty()) {
            Families.Local local = resources.families().facing(facing(author.other(), reader));
            rewritten = description.toward(local.told(), open(author, places, local.bind()));
        }
        describe(author, places); // only when all sockets are there: a refused offer changes nothing
        return rewritten;
    }

    /** Media need not go where signaling does: who calls over IPv4 may ask for IPv6 media. A callee is one of several. */
    private InetAddress facing(Side side, InetAddress reader) {
        InetAddress host = side == Side.CALLER ? callersHost : null;
        return host == null || Families.same(host, reader) ? reader : host;
    }

    private Map<Integer, Integer> open(Side author, Map<Integer, MediumSection.Place> places, InetAddress local)
            throws IOException {
        Map<Integer, Integer> ports = new HashMap<>();
        for (Map.Entry<Integer, MediumSection.Place> wanted : places.entrySet()) {
            Leg leg = leg(wanted.getKey(), wanted.getValue().medium());
            leg.to(author).reopen();
            ports.put(wanted.getKey(), leg.to(author.other()).open(local));
        }
        return ports;
    }

    /** An m= line whose medium has ended may become another medium's (RFC 3264 section 8.1). */
    private Leg leg(int line, String medium) {
        Leg leg = media.get(line);
        if (leg == null || !leg.medium().equals(medium)) {
            Stream.ofNullable(leg).flatMap(Leg::andOpposite).forEach(Leg::release);
            leg = Leg.toCaller(medium, resources, loop, now -> lastActivity = now);
            media.put(line, leg);
        }
        return leg;
    }

    private void describe(Side author, Map<Integer, MediumSection.Place> places) {
        long now = System.nanoTime();
        media.forEach((line, leg) -> {
            MediumSection.Place wanted = places.get(line);
            if (wanted == null) {
                leg.andOpposite().forEach(Leg::shut);
            } else {
                leg.to(author).described(wanted, now);
            }
        });
        if (author == Side.CALLER) {
            places.values().stream()
                    .flatMap(place -> Stream.ofNullable(place.rtp()))
                    .findFirst()
                    .ifPresent(rtp -> callersHost = rtp.getAddress());
        }
        legs = media.values().stream()
                .flatMap(Leg::andOpposite)
                .filter(Leg::isOpen)
                .map(MediaLeg.class::cast)
                .toList();
        lastActivity = now;
        if (idleCheck == null) {
            check(idleNanos);
        }
    }

    private void check(long delayNanos) {
        idleCheck = loop.schedule(this::endIfIdle, delayNanos, TimeUnit.NANOSECONDS);
    }

    /** Only a call that both sides have described: how long it rings is up to who signals. */
    private void endIfIdle() {
        long left = lastActivity + idleNanos - System.nanoTime();
        if (left > 0) {
            check(left);
        } else if (media.values().stream()
                .anyMatch(leg -> leg.isDescribed() && leg.opposite().isDescribed())) {
            onIdle.run();
        } else {
            check(idleNanos);
        }
    }

    @Override
    public List<MediaLeg> legs() {
        return legs;
    }

    @Override
    public void close() {
        loop.execute(this::end);
    }

    private void end() {
        if (idleCheck != null) {
            idleCheck.cancel(false);
        }
        media.values().stream().flatMap(Leg::andOpposite).forEach(Leg::release);
        media.clear();
        legs = List.of();
        closed = true;
        Leg.afterClose(loop, () -> ended.complete(null));
    }

    /** {@return completes when all ports are free} */
    CompletableFuture<Void> ended() {
        return ended;
    }
}
