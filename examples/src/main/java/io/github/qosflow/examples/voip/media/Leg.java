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
import java.util.function.LongConsumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One medium's way to one side. Its sockets are of the side's family; of both families only where an INVITE forks to an IPv4
 * and an IPv6 phone. Used on the call's event loop but for what {@link MediaLeg} has.
 */
final class Leg implements MediaLeg {
    private final Side side;
    private final String medium;
    private final Resources resources;
    private final EventLoop loop;
    private final LongConsumer activity;
    private final FlowGroup flow;
    private final Latch rtp = new Latch();
    private final Latch rtcp = new Latch();
    private final Reception reception = new Reception();
    private final RoundTrip roundTrip = new RoundTrip();
    private final List<MediaSocket> sockets = new ArrayList<>(2);
    /** By local address; kept while the sockets are shut, for a fork that may yet accept what another one rejected. */
    private final Map<InetAddress, Integer> ports = new HashMap<>(2);

    private Leg opposite = this;
    private ClockRates clockRates = ClockRates.STATIC;
    private long packets;
    private volatile long sent;

    private Leg(Side side, String medium, Resources resources, EventLoop loop, LongConsumer activity) {
        this.side = side;
        this.medium = medium;
        this.resources = resources;
        this.loop = loop;
        this.activity = activity;
        this.flow = resources.flows().leg(medium);
    }

    /** {@return the leg to the caller, whose opposite is the one to the callee} */
    static Leg toCaller(String medium, Resources resources, EventLoop loop, LongConsumer activity) {
        Leg caller = new Leg(Side.CALLER, medium, resources, loop, activity);
        Leg callee = new Leg(Side.CALLEE, medium, resources, loop, activity);
        caller.opposite = callee;
        callee.opposite = caller;
        return caller;
    }

    Leg opposite() {
        return opposite;
    }

    Stream<Leg> andOpposite() {
        return Stream.of(this, opposite);
    }

    Leg to(Side wanted) {
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
    void described(MediumSection.Place place, long now) {
        rtp.described(place.rtp(), now);
        rtcp.described(place.rtcp(), now);
        clockRates = place.clockRates();
    }

    boolean isDescribed() {
        return rtp.isDescribed();
    }

    boolean isOpen() {
        return !sockets.isEmpty();
    }

    /** A datagram has come. {@return whether it was taken over} */
    boolean arrived(ByteBuf packet, InetSocketAddress from, boolean control) {
        long now = System.nanoTime();
        if (!Packets.pass(packet) || !latch(control).admits(from, now)) {
            return false;
        }
        activity.accept(now);
        if (!control && Packets.isRtp(packet)) {
            reception.arrived(packet, now, opposite.clockRates);
        } else if (Packets.isRtcp(packet)) {
            roundTrip.arrived(packet, now);
        }
        return opposite.send(packet, control, now);
    }

    private boolean send(ByteBuf packet, boolean control, long now) {
        InetSocketAddress target = latch(control).target();
        MediaSocket socket = target == null ? null : socketTo(target.getAddress(), control);
        if (target == null || socket == null || !socket.isWritable()) {
            return false; // late media is worth less than none, so nothing waits for a socket that is full
        }
        if (!control && Packets.isRtp(packet)) {
            sent = ++packets;
        } else if (Packets.isRtcp(packet)) {
            roundTrip.leaving(packet, now);
        }
        socket.write(packet, target);
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

    /** Sends what was written since the last time, all in one go. */
    void flush() {
        for (int i = 0; i < sockets.size(); i++) {
            sockets.get(i).flush();
        }
    }

    private Latch latch(boolean control) {
        return control ? rtcp : rtp;
    }

    void dropped() {
        resources.dropped().increment();
    }

    @Override
    public Side side() {
        return side;
    }

    @Override
    public String medium() {
        return medium;
    }

    @Override
    public Optional<QosFlow> flow() {
        return flow.flow();
    }

    @Override
    public Figures figures() {
        return new Figures(reception.received(), sent, reception.lost(), reception.jitterMillis(), roundTrip.millis());
    }
}
