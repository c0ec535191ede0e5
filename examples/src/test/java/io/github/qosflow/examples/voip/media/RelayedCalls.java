package io.github.qosflow.examples.voip.media;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.qosflow.QosCapability;
import io.github.qosflow.QosSubsystem;
import io.github.qosflow.examples.voip.Leaks;
import io.github.qosflow.examples.voip.flows.FlowHandlers;
import io.github.qosflow.testing.InMemoryQos;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** A relay on the loopback interface, and phones. Closing it asserts that nothing is left. */
final class RelayedCalls implements AutoCloseable {
    private final Leaks leaks = new Leaks();
    private final EventLoopGroup loops = new MultiThreadIoEventLoopGroup(2, NioIoHandler.newFactory());
    private final List<Phone> phones = new ArrayList<>();
    private final InMemoryQos qos = InMemoryQos.without(QosCapability.PER_DESTINATION); // as on Linux
    private final Set<InetAddress> asked = ConcurrentHashMap.newKeySet();
    private final QosSubsystem subsystem;
    private final MediaRelay relay;

    RelayedCalls(String ports) {
        this.subsystem = qos;
        this.relay = relay(ports, List.of(Phone.ipv4(), Phone.ipv6()), Duration.ofMinutes(1));
    }

    RelayedCalls(String ports, InetAddress bound) {
        this.subsystem = qos;
        this.relay = relay(ports, List.of(bound), Duration.ofMinutes(1));
    }

    RelayedCalls(String ports, QosSubsystem subsystem, Duration idle) {
        this.subsystem = subsystem;
        this.relay = relay(ports, List.of(Phone.ipv4(), Phone.ipv6()), idle);
    }

    private MediaRelay relay(String ports, List<InetAddress> bound, Duration idle) {
        return new MediaRelay(
                loops,
                FlowHandlers.of(subsystem, (channel, event) -> {}),
                Ports.parse(ports),
                bound,
                this::towards,
                idle);
    }

    /** On the loopback interface the way is short. */
    private InetAddress towards(InetAddress peer) {
        asked.add(peer);
        return peer;
    }

    /** For which peers a local address was looked for. */
    Set<InetAddress> asked() {
        return asked;
    }

    MediaRelay relay() {
        return relay;
    }

    InMemoryQos qos() {
        return qos;
    }

    Phone phone(int family) throws IOException {
        Phone phone = new Phone(family == 4 ? Phone.ipv4() : Phone.ipv6());
        phones.add(phone);
        return phone;
    }

    MediaSession open() {
        return relay.open(() -> {});
    }

    byte[] relay(MediaSession session, Side author, byte[] description, InetAddress reader) {
        return session.relay(author, description, reader).toCompletableFuture().join();
    }

    List<InetSocketAddress> places(MediaSession session, Side author, byte[] description, InetAddress reader) {
        return Sdp.places(relay(session, author, description, reader));
    }

    /** Where the reader sends its audio. */
    InetSocketAddress relayed(MediaSession session, Side author, byte[] description, InetAddress reader) {
        return places(session, author, description, reader).get(0);
    }

    Call establish(Phone caller, Phone callee) {
        return establish(open(), caller, callee);
    }

    Call establish(MediaSession session, Phone caller, Phone callee) {
        InetSocketAddress toCaller = relayed(session, Side.CALLER, Sdp.of(caller.host(), caller.port()), callee.host());
        InetSocketAddress toCallee = relayed(session, Side.CALLEE, Sdp.of(callee.host(), callee.port()), caller.host());
        return new Call(session, caller, callee, toCaller, toCallee);
    }

    /** Audio; each side sends to its address at the relay. */
    record Call(
            MediaSession session, Phone caller, Phone callee, InetSocketAddress toCaller, InetSocketAddress toCallee) {}

    @Override
    public void close() {
        relay.close();
        phones.forEach(Phone::close);
        assertEquals(0, relay.openPorts());
        assertEquals(0, subsystem.statistics().flowsOpen());
        loops.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
        try (leaks) {
            leaks.assertNone();
        }
    }
}
