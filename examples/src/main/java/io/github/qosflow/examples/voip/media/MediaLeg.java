package io.github.qosflow.examples.voip.media;

import io.github.qosflow.QosFlow;
import io.github.qosflow.netty.FlowGroup;
import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The way of one medium between the relay and one side of a call: RTP and RTCP in one flow. Its sockets are of the side's family; of
 * both families only where an INVITE forks to an IPv4 and an IPv6 phone. What is public may be asked on any thread, the rest is used on
 * the call's event loop.
 */
public final class MediaLeg {
    private final Side side;
    private final String medium;
    private final Resources resources;
    private final EventLoop loop;
    private final FlowGroup flow;
    private final MediaLeg opposite;
    private final Latch rtp = new Latch();
    private final Latch rtcp = new Latch();
    private final Jitter jitter = new Jitter();
    private final RoundTrip roundTrip = new RoundTrip();
    private final List<MediaSocket> sockets = new ArrayList<>(2);
    /** By local address; kept while the sockets are shut, for a fork that may yet accept what another one rejected. */
    private final Map<InetAddress, Integer> ports = new HashMap<>(2);

    private Map<Integer, Integer> clockRates = Map.of();
    private boolean held;
    private long lastActivity = System.nanoTime();
    private long packets;
    private volatile long sent;

    private MediaLeg(Side side, String medium, Resources resources, EventLoop loop, @Nullable MediaLeg opposite) {
        this.side = side;
        this.medium = medium;
        this.resources = resources;
        this.loop = loop;
        this.flow = resources.flows().leg(medium);
        this.opposite = opposite == null ? new MediaLeg(side.other(), medium, resources, loop, this) : opposite;
    }

    /** {@return the leg to the caller, whose opposite is the one to the callee} */
    static MediaLeg toCaller(String medium, Resources resources, EventLoop loop) {
        return new MediaLeg(Side.CALLER, medium, resources, loop, null);
    }

    Stream<MediaLeg> andOpposite() {
        return Stream.of(this, opposite);
    }

    MediaLeg to(Side wanted) {
        return side == wanted ? this : opposite;
    }

    /** Opens the sockets the side will be told of. {@return the port for RTP} */
    int open(InetAddress local) throws IOException {
        Integer port = ports.get(local);
        if (port == null || sockets.stream().noneMatch(socket -> socket.isAt(local))) {
            ports.remove(local); // if that fails, the number is free again
            Ports.Pair bound = resources.ports().open(local, port);
            port = bound.port();
            ports.put(local, port);
            register(new MediaSocket(this, local, false, bound.rtp()));
            register(new MediaSocket(this, local, true, bound.rtcp()));
        }
        return port;
    }

    private void register(MediaSocket socket) {
        resources.flows().addMedia(socket.channel(), flow);
        socket.channel().pipeline().addLast(socket);
        loop.register(socket.channel());
        sockets.add(socket);
        resources.open().incrementAndGet();
    }

    /** Opens what the side was told of and had been shut: it wants this medium. */
    void reopen() throws IOException {
        for (InetAddress local : List.copyOf(ports.keySet())) {
            open(local);
        }
    }

    boolean isOpen() {
        return !sockets.isEmpty();
    }

    void shut() {
        for (MediaSocket socket : sockets) {
            socket.channel().close();
            afterClose(loop, resources.open()::decrementAndGet);
        }
        sockets.clear();
    }

    /** Shuts for good. */
    void release() {
        ports.values().forEach(port -> afterClose(loop, () -> resources.ports().giveBack(port)));
        ports.clear();
        shut();
    }

    /** The system has the port until the selector lets go of it, which it does after the loop's present tasks. */
    static void afterClose(EventLoop loop, Runnable action) {
        loop.schedule(action, 1, TimeUnit.MILLISECONDS);
    }

    /** The side has said where it wants its media. */
    void described(Medium description, long now) {
        rtp.described(description.rtp(), now);
        rtcp.described(description.rtcp(), now);
        clockRates = description.clockRates();
        held = description.held();
        lastActivity = now;
    }

    /** Whether one of the sides wants silence. */
    boolean isHeld() {
        return held || opposite.held;
    }

    boolean isDescribed() {
        return rtp.isDescribed();
    }

    /** {@return when the side was last heard or described, in nanoseconds} */
    long lastActivity() {
        return lastActivity;
    }

    /** A datagram has come. {@return whether it was taken over} */
    boolean arrived(ByteBuf datagram, InetSocketAddress from, boolean control) {
        long now = System.nanoTime();
        Packet kind = Packet.of(datagram);
        if (kind == null || !latch(control).admits(from, now)) {
            return false;
        }
        lastActivity = now;
        if (kind == Packet.RTP && !control) {
            jitter.arrived(datagram, now, opposite.clockRates);
        } else if (kind == Packet.RTCP) {
            roundTrip.arrived(datagram, now);
        }
        return opposite.send(datagram, kind, control, now);
    }

    private boolean send(ByteBuf datagram, Packet kind, boolean control, long now) {
        InetSocketAddress target = latch(control).target();
        MediaSocket socket = target == null ? null : socketTo(target.getAddress(), control);
        if (target == null || socket == null || !socket.channel().isWritable()) {
            return false; // late media is worth less than none, so nothing waits for a socket that is full
        }
        if (kind == Packet.RTP && !control) {
            sent = ++packets;
        } else if (kind == Packet.RTCP) {
            roundTrip.leaving(datagram, now);
        }
        socket.write(datagram, target);
        return true;
    }

    private @Nullable MediaSocket socketTo(InetAddress peer, boolean control) {
        for (int i = 0; i < sockets.size(); i++) { // for each packet: without an iterator
            if (sockets.get(i).reaches(peer, control)) {
                return sockets.get(i);
            }
        }
        return null;
    }

    /** Sends on what has arrived since the last time, all in one go. */
    void flushOpposite() {
        for (int i = 0; i < opposite.sockets.size(); i++) {
            opposite.sockets.get(i).flush();
        }
    }

    private Latch latch(boolean control) {
        return control ? rtcp : rtp;
    }

    void dropped() {
        resources.dropped().increment();
    }

    /** {@return who is at the other end} */
    public Side side() {
        return side;
    }

    /** {@return {@code audio}, {@code video} or what else the description calls it} */
    public String medium() {
        return medium;
    }

    /** {@return the flow of what the relay sends on this leg, while there is one} */
    public Optional<QosFlow> flow() {
        return flow.flow();
    }

    /** {@return what was counted until now} */
    public Figures figures() {
        return new Figures(sent, jitter.millis(), roundTrip.millis());
    }

    /**
     * Counted at the relay.
     *
     * @param sent packets of RTP to this side
     * @param jitterMillis interarrival jitter of what this side sent (RFC 3550 section 6.4.1), NaN before it is known
     * @param roundTripMillis from the relay to this side and back, by RTCP reports, NaN before it is known
     */
    public record Figures(long sent, double jitterMillis, double roundTripMillis) {}
}
