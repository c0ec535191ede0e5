package io.github.qosflow.netty;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.qosflow.FlowSpec;
import io.github.qosflow.QosCapability;
import io.github.qosflow.QosFlow;
import io.github.qosflow.TrafficType;
import io.github.qosflow.testing.InMemoryQos;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** {@link QosChannelOption#FLOW_SPEC} on the channel types that know it; the sockets are real, the flows in memory. */
class FlowOptionTest {
    private static final ChannelOption<FlowSpec> FLOW_SPEC = QosChannelOption.FLOW_SPEC;
    private static final FlowSpec VOICE = FlowSpec.of(TrafficType.VOICE);
    private static final FlowSpec BULK = FlowSpec.of(TrafficType.BACKGROUND);

    private final InMemoryQos qos = new InMemoryQos();
    private final QosLoopback net = new QosLoopback(qos);
    private final EventLog log = new EventLog();
    private final FirstHandler first = new FirstHandler();

    @AfterEach
    void close() {
        net.close();
        assertEquals(0, qos.flowCount(), qos.calls().toString());
    }

    @Test
    void aChildOptionIsAFlowBeforeChannelActiveReachesTheFirstHandler() throws InterruptedException {
        Channel server = net.bind(net.server(first, log).childOption(FLOW_SPEC, VOICE));
        net.connect(net.client(), server);

        assertEquals(VOICE, first.atActive().orElseThrow().spec());
        awaitNames("active", "Attached");
        Channel child = net.accepted();
        assertInstanceOf(QosNioSocketChannel.class, child);
        assertEquals(log.events().get(0).flow(), QosHandler.flow(child).orElseThrow());
        assertEquals(Optional.empty(), QosHandler.flow(server));
    }

    @Test
    void anOptionOfAClientIsAFlowBeforeChannelActiveReachesTheFirstHandler() throws InterruptedException {
        Channel client = net.connect(net.client(first, log).option(FLOW_SPEC, VOICE), net.bind(net.server()));

        assertEquals(VOICE, first.atActive().orElseThrow().spec());
        awaitNames("active", "Attached");
        assertEquals(log.events().get(0).flow(), QosHandler.flow(client).orElseThrow());
    }

    @Test
    void anOptionOfADatagramChannelIsAFlowWhenItIsConnected() throws InterruptedException {
        Channel peer = net.bind(net.datagram());
        Channel channel = net.connect(net.datagram(first, log).option(FLOW_SPEC, VOICE), peer);

        assertEquals(VOICE, first.atActive().orElseThrow().spec());
        assertTrue(QosHandler.flow(channel).isPresent());
    }

    @Test
    void anOptionOfADatagramChannelIsAFlowWhenItIsBoundWhereThatIsTheWay() throws InterruptedException {
        InMemoryQos whole = InMemoryQos.without(QosCapability.PER_DESTINATION);
        try (QosLoopback other = new QosLoopback(whole)) {
            other.bind(other.datagram(first, log).option(FLOW_SPEC, VOICE));

            assertEquals(VOICE, first.atActive().orElseThrow().spec());
            awaitNames("active", "Attached");
        }
    }

    @Test
    void anOptionOfAServerIsTheListenersFlow() {
        Channel server = net.bind(net.server().option(FLOW_SPEC, BULK).childOption(FLOW_SPEC, VOICE));

        await().until(() -> QosHandler.flow(server).isPresent());
        assertEquals(BULK, QosHandler.flow(server).orElseThrow().spec());
    }

    @Test
    void itsHandlerIsThePipelinesFirst() throws InterruptedException {
        net.connect(net.client(), net.bind(net.server(log).childOption(FLOW_SPEC, VOICE)));

        Channel child = net.accepted();
        assertEquals("qosflow", child.pipeline().names().get(0));
        assertInstanceOf(QosHandler.class, child.pipeline().first());
    }

    @Test
    void theConfigurationAnswersWhatWasSet() {
        for (Channel channel : List.of(
                new QosNioSocketChannel(qos), new QosNioServerSocketChannel(qos), new QosNioDatagramChannel(qos))) {
            assertTrue(channel.config().getOptions().containsKey(FLOW_SPEC));
            assertNull(channel.config().getOption(FLOW_SPEC));

            assertTrue(channel.config().setOption(FLOW_SPEC, VOICE));

            assertEquals(VOICE, channel.config().getOption(FLOW_SPEC));
            assertEquals(VOICE, channel.config().getOptions().get(FLOW_SPEC));
            channel.unsafe().closeForcibly();
        }
    }

    @Test
    void manyOptionsAtOnceAreAllSet() {
        for (Channel channel : List.of(
                new QosNioSocketChannel(qos), new QosNioServerSocketChannel(qos), new QosNioDatagramChannel(qos))) {
            Map<ChannelOption<?>, Object> options = new HashMap<>();
            options.put(FLOW_SPEC, BULK);
            options.put(ChannelOption.SO_RCVBUF, 20_000);
            options.put(ChannelOption.WRITE_SPIN_COUNT, 3);

            assertTrue(channel.config().setOptions(options));

            assertEquals(BULK, channel.config().getOption(FLOW_SPEC));
            assertTrue(channel.config().getOption(ChannelOption.SO_RCVBUF) >= 20_000);
            assertEquals(3, channel.config().getWriteSpinCount());
            options.put(ChannelOption.valueOf("nobody knows this option"), 1);
            assertFalse(channel.config().setOptions(options));
            channel.unsafe().closeForcibly();
        }
    }

    @Test
    void anotherSpecificationOnALiveChannelIsAnotherFlow() {
        Channel client = net.connect(net.client(log).option(FLOW_SPEC, VOICE), net.bind(net.server()));
        awaitNames("active", "Attached");

        client.config().setOption(FLOW_SPEC, BULK);

        await().until(() -> specOf(client).equals(Optional.of(BULK)));
        assertEquals(1, qos.flowCount());
        assertEquals(BULK, client.config().getOption(FLOW_SPEC));
    }

    @Test
    void theSameSpecificationAgainChangesNothing() {
        Channel client = net.connect(net.client(log).option(FLOW_SPEC, VOICE), net.bind(net.server()));
        awaitNames("active", "Attached");
        QosFlow flow = QosHandler.flow(client).orElseThrow();

        client.config().setOption(FLOW_SPEC, FlowSpec.of(TrafficType.VOICE));
        client.eventLoop().submit(() -> {}).syncUninterruptibly();
        client.eventLoop().submit(() -> {}).syncUninterruptibly();

        assertEquals(Optional.of(flow), QosHandler.flow(client));
        assertEquals(1, qos.calls().size());
    }

    @Test
    void setFirstOnALiveChannelItIsAFlow() {
        Channel client = net.connect(net.client(log), net.bind(net.server()));
        awaitNames("active");

        client.config().setOption(FLOW_SPEC, VOICE);

        awaitNames("active", "Attached");
        assertEquals(Optional.of(VOICE), specOf(client));
    }

    @Test
    void nullEndsTheFlowOfALiveChannel() {
        Channel client = net.connect(net.client(log).option(FLOW_SPEC, VOICE), net.bind(net.server()));
        awaitNames("active", "Attached");

        client.config().setOption(FLOW_SPEC, null);

        awaitNames("active", "Attached", "Detached");
        assertEquals(Optional.empty(), QosHandler.flow(client));
        assertNull(client.pipeline().get("qosflow"));
        assertNull(client.config().getOption(FLOW_SPEC));
        assertTrue(client.isActive());
    }

    @Test
    void nullIsHarmlessWhereNothingWasSet() {
        Channel client = net.connect(net.client(log), net.bind(net.server()));
        List<String> names = client.pipeline().names();

        assertTrue(client.config().setOption(FLOW_SPEC, null));
        client.eventLoop().submit(() -> {}).syncUninterruptibly();

        assertEquals(names, client.pipeline().names());
        assertEquals(List.of(), qos.calls());
    }

    @Test
    void takenBackBeforeTheChannelIsActiveNothingEverHappens() {
        Channel client = net.client(log)
                .option(FLOW_SPEC, VOICE)
                .register()
                .syncUninterruptibly()
                .channel();

        client.config().setOption(FLOW_SPEC, null);
        client.connect(net.bind(net.server()).localAddress()).syncUninterruptibly();

        awaitNames("active");
        assertEquals(List.of(), qos.calls());
    }

    @Test
    @SuppressWarnings({"unchecked", "rawtypes"})
    void aValueOfAnotherTypeIsRefused() {
        for (Channel channel : List.of(
                new QosNioSocketChannel(qos), new QosNioServerSocketChannel(qos), new QosNioDatagramChannel(qos))) {
            assertThrows(
                    ClassCastException.class, () -> channel.config().setOption((ChannelOption) FLOW_SPEC, "voice"));

            assertNull(channel.config().getOption(FLOW_SPEC));
            assertNull(channel.pipeline().get("qosflow"));
            channel.unsafe().closeForcibly();
        }
    }

    @Test
    void optionsThatNobodyKnowsStayUnknown() {
        ChannelOption<Integer> unknown = ChannelOption.valueOf("nobody knows this option either");
        for (Channel channel : List.of(
                new QosNioSocketChannel(qos), new QosNioServerSocketChannel(qos), new QosNioDatagramChannel(qos))) {
            assertFalse(channel.config().setOption(unknown, 1));
            assertNull(channel.config().getOption(unknown));
            assertThrows(NullPointerException.class, () -> channel.config().setOption(ChannelOption.SO_RCVBUF, null));
            channel.unsafe().closeForcibly();
        }
    }

    @Test
    void aChannelTypeOfNettyDoesNotKnowTheOption() {
        NioSocketChannel plain = new NioSocketChannel();

        assertFalse(plain.config().setOption(FLOW_SPEC, VOICE));
        plain.unsafe().closeForcibly();
    }

    @Test
    void aHandlerOfTheUsersServesWhenTheOptionIsTakenBack() {
        QosHandler own = QosHandler.builder().spec(BULK).subsystem(qos).build();
        Channel client = net.connect(net.client(own, log).option(FLOW_SPEC, VOICE), net.bind(net.server()));
        awaitNames("active", "Attached");
        assertEquals(Optional.of(VOICE), specOf(client));

        client.config().setOption(FLOW_SPEC, null);

        await().until(() -> specOf(client).equals(Optional.of(BULK)));
        assertEquals(1, qos.flowCount());
    }

    @Test
    void setOnAChannelThatAHandlerOfTheUsersServesItIsTheFlowsSpecification() {
        QosHandler own = QosHandler.builder().spec(BULK).subsystem(qos).build();
        Channel client = net.connect(net.client(own, log), net.bind(net.server()));
        awaitNames("active", "Attached");

        client.config().setOption(FLOW_SPEC, VOICE);

        await().until(() -> specOf(client).equals(Optional.of(VOICE)));
        assertEquals(1, qos.flowCount());
    }

    @Test
    void setByManyThreadsAtOnceTheLastWins() throws InterruptedException {
        Channel client = net.connect(net.client(), net.bind(net.server()));
        Thread[] setters = new Thread[4];
        for (int i = 0; i < setters.length; i++) {
            int start = i;
            setters[i] = new Thread(() -> setOften(client, start));
            setters[i].start();
        }
        for (Thread setter : setters) {
            setter.join();
        }

        client.config().setOption(FLOW_SPEC, BULK);
        await().until(() -> specOf(client).equals(Optional.of(BULK)));
        client.config().setOption(FLOW_SPEC, null);
        await().until(() -> qos.flowCount() == 0 && client.pipeline().get("qosflow") == null);
        assertTrue(client.isActive());
    }

    @Test
    void aConnectionThatNoChannelCanBeMadeOfIsClosedAndTheNextIsAccepted() throws InterruptedException {
        Channel server = net.bind(net.server(() -> new FirstFails(qos), log));

        Channel lost = net.connect(net.client(), server);
        lost.closeFuture().syncUninterruptibly();
        Channel next = net.connect(net.client(), server);

        assertTrue(net.accepted().isActive());
        assertTrue(next.isActive());
        assertTrue(server.isActive());
    }

    private void setOften(Channel channel, int start) {
        for (int i = start; i < start + 200; i++) {
            channel.config().setOption(FLOW_SPEC, i % 3 == 0 ? null : i % 3 == 1 ? VOICE : BULK);
        }
    }

    private void awaitNames(String... names) {
        await().untilAsserted(() -> assertEquals(List.of(names), log.names()));
    }

    private static Optional<FlowSpec> specOf(Channel channel) {
        return QosHandler.flow(channel).map(QosFlow::spec);
    }

    /** Fails to make a channel of the first connection. */
    private static final class FirstFails extends QosNioServerSocketChannel {
        private boolean failed;

        FirstFails(InMemoryQos qos) {
            super(qos);
        }

        @Override
        QosNioSocketChannel channelOf(java.nio.channels.SocketChannel socket) {
            if (!failed) {
                failed = true;
                throw new IllegalStateException("first connection");
            }
            return super.channelOf(socket);
        }
    }

    /** The user's first handler: which flow is there when channelActive comes? */
    @ChannelHandler.Sharable
    private static final class FirstHandler extends ChannelInboundHandlerAdapter {
        private final BlockingQueue<Optional<QosFlow>> flows = new LinkedBlockingQueue<>();

        @Override
        public void channelActive(ChannelHandlerContext ctx) {
            flows.add(QosHandler.flow(ctx.channel()));
            ctx.fireChannelActive();
        }

        Optional<QosFlow> atActive() throws InterruptedException {
            Optional<QosFlow> flow = flows.poll(10, TimeUnit.SECONDS);
            if (flow == null) {
                throw new AssertionError("not active within 10 s");
            }
            return flow;
        }
    }
}
