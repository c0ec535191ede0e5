package io.github.qosflow.netty;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.qosflow.FlowSpec;
import io.github.qosflow.NativeSocket;
import io.github.qosflow.QosCapability;
import io.github.qosflow.QosSubsystem;
import io.github.qosflow.TrafficType;
import io.github.qosflow.testing.InMemoryQos;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A channel with the option ends its flow while its socket is open, whoever closes it and however. */
class CloseOrderTest {
    private static final ChannelOption<FlowSpec> FLOW_SPEC = QosChannelOption.FLOW_SPEC;
    private static final FlowSpec VOICE = FlowSpec.of(TrafficType.VOICE);
    private static final List<String> LIFE = List.of("active", "Attached", "Detached", "inactive");

    private final InMemoryQos qos = InMemoryQos.without(QosCapability.PER_DESTINATION);
    /** One line per flow that has ended. */
    private final Queue<String> ends = new ConcurrentLinkedQueue<>();

    private final QosLoopback net = new QosLoopback(new EndSpy(qos, this::atEnd));
    private final EventLog log = new EventLog();

    @AfterEach
    void close() {
        net.close();
        assertEquals(0, qos.flowCount(), qos.calls().toString());
    }

    @Test
    void closedHereTheFlowEndsFirst() {
        Channel client = net.connect(net.client(log).option(FLOW_SPEC, VOICE), net.bind(net.server()));
        awaitNames(List.of("active", "Attached"));

        client.close().syncUninterruptibly();

        assertOneEndBeforeTheClose();
        awaitNames(LIFE);
    }

    @Test
    void closedByThePeerTheFlowEndsFirst() {
        Channel client = net.connect(net.client(), net.bind(marked()));
        awaitNames(List.of("active", "Attached"));

        client.close().syncUninterruptibly();

        awaitNames(LIFE);
        assertOneEndBeforeTheClose();
    }

    @Test
    void resetByThePeerTheFlowEndsFirst() {
        Channel client = net.connect(net.client().option(ChannelOption.SO_LINGER, 0), net.bind(marked()));
        awaitNames(List.of("active", "Attached"));

        client.close().syncUninterruptibly();

        await().until(() -> log.names().contains("inactive"));
        assertEquals(List.of("Attached", "Detached"), names(log.events()));
        assertOneEndBeforeTheClose();
    }

    @Test
    void lingeringTheFlowEndsFirstAndTheEventLoopTells() throws InterruptedException {
        net.connect(net.client(), net.bind(marked().childOption(ChannelOption.SO_LINGER, 1)));
        awaitNames(List.of("active", "Attached"));

        net.accepted().close().syncUninterruptibly();

        assertOneEndBeforeTheClose();
        awaitNames(LIFE);
    }

    /** Then nobody tells the channel's handlers any more that it has closed. */
    @Test
    void lingeringTheFlowEndsFirstAlsoIfTheEventLoopHasEndedByThen() {
        QosLoopback dying = new QosLoopback(new EndSpy(qos, this::atEnd));
        dying.connect(
                dying.client(log).option(FLOW_SPEC, VOICE).option(ChannelOption.SO_LINGER, 1), net.bind(net.server()));
        awaitNames(List.of("active", "Attached"));

        dying.group().shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();

        await().untilAsserted(this::assertOneEndBeforeTheClose);
    }

    @Test
    void disconnectedTheFlowEndsFirst() {
        Channel client = net.connect(net.client(log).option(FLOW_SPEC, VOICE), net.bind(net.server()));
        awaitNames(List.of("active", "Attached"));

        client.disconnect().syncUninterruptibly();

        awaitNames(LIFE);
        assertOneEndBeforeTheClose();
    }

    @Test
    void aListenersFlowEndsFirst() {
        Channel server = net.bind(net.server().option(FLOW_SPEC, VOICE));
        await().until(() -> qos.flowCount() == 1);

        server.close().syncUninterruptibly();

        assertOneEndBeforeTheClose();
    }

    @Test
    void aDatagramChannelsFlowEndsFirst() {
        Channel channel = net.bind(net.datagram(log).option(FLOW_SPEC, VOICE));
        awaitNames(List.of("active", "Attached"));

        channel.close().syncUninterruptibly();

        assertOneEndBeforeTheClose();
        awaitNames(LIFE);
    }

    @Test
    void theHandlerOfAUserEndsItsFlowFirstOnTheseChannelsToo() {
        QosHandler own = QosHandler.builder()
                .spec(VOICE)
                .subsystem(new EndSpy(qos, this::atEnd))
                .build();
        Channel client = net.connect(net.client(own, log), net.bind(net.server()));
        awaitNames(List.of("active", "Attached"));

        client.close().syncUninterruptibly();

        assertOneEndBeforeTheClose();
        awaitNames(LIFE);
    }

    @Test
    void aHandlerThatClosesWhenItHearsOfTheEndDoesNoHarm() {
        ChannelInboundHandlerAdapter closer = new ChannelInboundHandlerAdapter() {
            @Override
            public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
                ctx.fireUserEventTriggered(event);
                if (event instanceof QosFlowEvent.Detached) {
                    ctx.writeAndFlush(io.netty.buffer.Unpooled.wrappedBuffer(new byte[1]));
                    ctx.close();
                }
            }
        };
        Channel client = net.connect(net.client(closer, log).option(FLOW_SPEC, VOICE), net.bind(net.server()));
        awaitNames(List.of("active", "Attached"));

        client.close().syncUninterruptibly();

        assertOneEndBeforeTheClose();
        awaitNames(LIFE);
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 1})
    void aFlowThatCannotEndKeepsNoSocketOpen(int lingerSeconds) throws InterruptedException {
        QosSubsystem broken = new EndSpy(new InMemoryQos(), socket -> () -> {
            throw new IllegalStateException("the end of a flow");
        });
        try (QosLoopback other = new QosLoopback(broken)) {
            Channel client = other.connect(
                    other.client(),
                    other.bind(other.server(log)
                            .childOption(FLOW_SPEC, VOICE)
                            .childOption(ChannelOption.SO_LINGER, lingerSeconds)));
            awaitNames(List.of("active", "Attached"));

            ChannelFuture closed = other.accepted().close().awaitUninterruptibly();

            assertTrue(closed.isSuccess());
            assertTrue(client.closeFuture().await(10, TimeUnit.SECONDS), "the peer hears of it");
            awaitNames(LIFE);
        }
    }

    private ServerBootstrap marked() {
        return net.server(log).childOption(FLOW_SPEC, VOICE);
    }

    private Runnable atEnd(NativeSocket socket) {
        java.nio.channels.Channel channel =
                (java.nio.channels.Channel) socket.origin().orElseThrow();
        return () -> ends.add(channel.isOpen() ? "open" : "closed");
    }

    private void assertOneEndBeforeTheClose() {
        assertEquals(List.of("open"), List.copyOf(ends));
    }

    private static List<String> names(List<QosFlowEvent> events) {
        return events.stream().map(event -> event.getClass().getSimpleName()).toList();
    }

    private void awaitNames(List<String> names) {
        await().untilAsserted(() -> assertEquals(names, log.names()));
    }
}
