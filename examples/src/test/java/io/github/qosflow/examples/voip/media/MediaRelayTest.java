package io.github.qosflow.examples.voip.media;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.qosflow.examples.voip.flows.FlowHandlers;
import io.github.qosflow.testing.InMemoryQos;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.ResourceLeakDetector;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Calls between sockets on the loopback interface. */
class MediaRelayTest {
    private static final PortRange PORTS = new PortRange(30_000, 30_199);

    private final InMemoryQos qos = new InMemoryQos();
    private final EventLoopGroup loops = new MultiThreadIoEventLoopGroup(2, NioIoHandler.newFactory());
    private final List<Phone> phones = new ArrayList<>();
    private MediaRelay relay = relay(PORTS, Duration.ofMinutes(1));

    private MediaRelay relay(PortRange ports, Duration idle) {
        return new MediaRelay(
                loops,
                FlowHandlers.of(qos, (channel, event) -> {}),
                ports,
                List.of(Phone.ipv4(), Phone.ipv6()),
                peer -> peer,
                idle);
    }

    @BeforeEach
    void watchForLeaks() {
        ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.PARANOID);
    }

    @AfterEach
    void nothingIsLeft() {
        relay.close();
        phones.forEach(Phone::close);
        await().until(() -> relay.openPorts() == 0);
        assertEquals(0, qos.flowCount());
        loops.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
    }

    @ParameterizedTest
    @CsvSource({"4,4", "6,6", "4,6", "6,4"})
    void mediaGoesBothWays(int caller, int callee) throws Exception {
        Call call = new Call(caller, callee);

        call.caller.send(Phone.rtp(1), call.toCallee);
        assertArrayEquals(Phone.rtp(1), call.callee.receive().bytes());
        call.callee.send(Phone.rtp(2), call.toCaller);
        Phone.Received got = call.caller.receive();
        assertArrayEquals(Phone.rtp(2), got.bytes());
        assertEquals(call.toCallee, got.from(), "it comes from where it is sent to");
    }

    private Phone phone(int family) throws IOException {
        Phone phone = new Phone(family == 4 ? Phone.ipv4() : Phone.ipv6());
        phones.add(phone);
        return phone;
    }

    /** An established call with audio. */
    private final class Call {
        final MediaSession session = relay.open(() -> {});
        final Phone caller;
        final Phone callee;
        final InetSocketAddress toCallee;
        final InetSocketAddress toCaller;

        Call(int callerFamily, int calleeFamily) throws IOException {
            caller = phone(callerFamily);
            callee = phone(calleeFamily);
            toCaller = offer(caller, callee.host());
            toCallee = answer(callee, caller.host());
        }

        InetSocketAddress offer(Phone from, InetAddress reader) {
            return relayed(Side.CALLER, Sdp.of(from.host(), from.port()), reader)
                    .get(0);
        }

        InetSocketAddress answer(Phone from, InetAddress reader) {
            return relayed(Side.CALLEE, Sdp.of(from.host(), from.port()), reader)
                    .get(0);
        }

        List<InetSocketAddress> relayed(Side author, byte[] description, InetAddress reader) {
            return Sdp.places(session.relay(author, description, reader)
                    .toCompletableFuture()
                    .join());
        }
    }
}
