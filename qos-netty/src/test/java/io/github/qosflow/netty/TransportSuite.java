package io.github.qosflow.netty;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.qosflow.FlowSpec;
import io.github.qosflow.QosCapability;
import io.github.qosflow.QosException;
import io.github.qosflow.QosException.Reason;
import io.github.qosflow.QosFlow;
import io.github.qosflow.TrafficType;
import io.github.qosflow.netty.QosFlowEvent.NotApplicable;
import io.github.qosflow.testing.InMemoryQos;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.unix.Errors.NativeIoException;
import io.netty.handler.ssl.SslContextBuilder;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The handler on real sockets of one transport; the flows are in memory. */
abstract class TransportSuite {
    private static final FlowSpec VOICE = FlowSpec.of(TrafficType.VOICE);
    private static final FlowSpec BULK = FlowSpec.of(TrafficType.BACKGROUND);
    private static final ChannelInboundHandlerAdapter SILENT = new ChannelInboundHandlerAdapter() {
        @Override
        public boolean isSharable() {
            return true;
        }
    };

    private final EventLog log = new EventLog();
    private InMemoryQos qos = new InMemoryQos();
    private Loopback net;

    abstract Loopback transport();

    @BeforeEach
    void open() {
        net = transport();
    }

    @AfterEach
    void close() {
        net.close();
        assertEquals(0, qos.flowCount(), qos.calls().toString());
    }

    @Test
    void anAcceptedChannelHasItsFlowUntilItCloses() throws InterruptedException {
        Channel client = net.connect(net.client(SILENT), net.bind(net.server(handler(), log)));
        Channel child = net.accepted();
        awaitEvents("active", "Attached");
        assertEquals(log.events().get(0).flow(), QosHandler.flow(child).orElseThrow());

        client.close();

        awaitEvents("active", "Attached", "Detached", "inactive");
        assertEquals(Optional.empty(), QosHandler.flow(child));
        assertEquals(2, qos.calls().size());
    }

    @Test
    void aConnectingChannelHasItsFlowUntilItIsClosedHere() {
        Channel client = net.connect(net.client(handler(), log), net.bind(net.server(SILENT)));
        awaitEvents("active", "Attached");

        client.close().syncUninterruptibly();

        awaitEvents("active", "Attached", "Detached", "inactive");
        assertEquals(2, qos.calls().size());
    }

    @Test
    void everySocketIsAnotherOne() throws InterruptedException {
        Channel client = net.connect(
                net.client(handler()), net.bind(net.server(handler()).handler(handler())));
        net.accepted();

        awaitFlows(3);
        assertEquals(3, qos.calls().stream().distinct().count());
        client.close();
    }

    @Test
    void anActiveChannelIsAttachedWhenTheHandlerIsAdded() {
        Channel client = net.connect(net.client(log), net.bind(net.server(SILENT)));
        client.pipeline().addFirst(handler());

        awaitEvents("active", "Attached");
    }

    @Test
    void aListenerIsMarkedButItsFlowIsNotThatOfItsChildren() throws InterruptedException {
        Channel server = net.bind(net.server(SILENT).handler(handler()));
        awaitFlows(1);
        net.connect(net.client(SILENT), server);

        assertTrue(QosHandler.flow(server).isPresent());
        assertEquals(Optional.empty(), QosHandler.flow(net.accepted()));
        server.close().syncUninterruptibly();
        awaitFlows(0);
    }

    @Test
    void aListenerThatCannotBeMarkedIsNotApplicable() {
        qos = InMemoryQos.without(QosCapability.LISTENING_SOCKETS);
        EventLog seen = new EventLog();
        Channel server = net.server(SILENT)
                .handler(handler())
                .register()
                .syncUninterruptibly()
                .channel();
        server.pipeline().addLast(seen);
        server.bind(Loopback.here()).syncUninterruptibly();

        await().until(() -> !seen.events().isEmpty());
        assertInstanceOf(NotApplicable.class, seen.events().get(0));
        assertEquals(List.of(), qos.calls());
        server.close().syncUninterruptibly();
    }

    @Test
    void lingeringCloseEndsTheFlow() throws InterruptedException {
        net.connect(net.client(SILENT), net.bind(net.server(handler(), log).childOption(ChannelOption.SO_LINGER, 1)));
        Channel child = net.accepted();
        awaitEvents("active", "Attached");

        child.close().syncUninterruptibly();

        await().until(() -> log.all.contains("inactive"));
        log.all.removeIf(NativeIoException.class::isInstance); // epoll of Netty 4.1 takes such a socket out twice
        assertEquals(List.of("active", "Attached", "Detached", "inactive"), log.names());
    }

    @Test
    void aFailedConnectLeavesNothing() throws IOException {
        ChannelFuture refused =
                net.client(handler(), log).connect(Loopback.nowhere()).awaitUninterruptibly();

        assertFalse(refused.isSuccess());
        refused.channel().closeFuture().syncUninterruptibly();
        assertEquals(List.of(), log.all);
        assertEquals(List.of(), qos.calls());
    }

    @Test
    void aSpecFunctionThatAsksForThePeerIsAskedAgainWhenThereIsOne() {
        qos = InMemoryQos.without(QosCapability.PER_DESTINATION); // marks before it connects
        QosHandler handler = builder()
                .spec(channel -> ((InetSocketAddress) channel.remoteAddress()).getPort() > 0 ? BULK : VOICE)
                .build();
        Channel client = net.connect(net.client(handler, log), net.bind(net.server(SILENT)));

        awaitEvents("active", "Attached");
        assertEquals(BULK, QosHandler.flow(client).orElseThrow().spec());
    }

    @Test
    void whatTheFlowTellsArrivesOnTheEventLoop() {
        Channel client = net.connect(net.client(handler(), log), net.bind(net.server(SILENT)));
        awaitEvents("active", "Attached");
        QosFlow flow = QosHandler.flow(client).orElseThrow();

        qos.congest(flow);
        qos.restart();

        awaitEvents("active", "Attached", "Congested", "Failed", "Restored");
    }

    @Test
    void removedFromALiveChannelTheFlowEnds() {
        QosHandler handler = handler();
        Channel client = net.connect(net.client(handler, log), net.bind(net.server(SILENT)));
        awaitEvents("active", "Attached");

        client.pipeline().remove(handler);

        awaitEvents("active", "Attached", "Detached");
        assertTrue(client.isActive());
    }

    @Test
    void replacedOnALiveChannelTheNewFlowStays() {
        QosHandler old = handler();
        Channel client = net.connect(net.client(old, log), net.bind(net.server(SILENT)));
        awaitEvents("active", "Attached");

        client.pipeline().replace(old, "qos", builder().spec(BULK).build());

        awaitEvents("active", "Attached", "Detached", "Attached");
        assertEquals(BULK, QosHandler.flow(client).orElseThrow().spec());
        assertEquals(1, qos.flowCount());
    }

    @Test
    void aConnectedDatagramChannelIsOneFlow() {
        Channel peer =
                net.datagram(SILENT).bind(Loopback.here()).syncUninterruptibly().channel();
        Channel channel = net.connect(net.datagram(handler(), log), peer);

        await().until(() -> log.events().size() == 1);
        assertEquals(List.of("Attached"), eventNames());
        channel.close();
        await().until(() -> log.events().size() == 2);
        assertEquals(2, qos.calls().size());
    }

    @Test
    @Tag("linux") // Wine refuses the bind by which the JDK's disconnect repairs a socket
    void aBoundDatagramChannelWaitsForItsPeerAndAfterADisconnectForTheNext() {
        Channel peer =
                net.datagram(SILENT).bind(Loopback.here()).syncUninterruptibly().channel();
        Channel channel = net.datagram(handler(), log)
                .bind(Loopback.here())
                .syncUninterruptibly()
                .channel();
        awaitEvents("active");
        assertEquals(List.of(), qos.calls());

        channel.connect(peer.localAddress()).syncUninterruptibly();
        await().until(() -> log.events().size() == 1);
        channel.disconnect().syncUninterruptibly();
        await().until(() -> log.events().size() == 2);
        assertEquals(0, qos.flowCount());
        channel.connect(peer.localAddress()).syncUninterruptibly();
        await().until(() -> log.events().size() == 3);

        assertEquals(List.of("Attached", "Detached", "Attached"), eventNames());
    }

    @Test
    void aBoundDatagramChannelIsMarkedAsAWholeWhereThatIsTheWay() {
        qos = InMemoryQos.without(QosCapability.PER_DESTINATION);
        Channel peer =
                net.datagram(SILENT).bind(Loopback.here()).syncUninterruptibly().channel();
        Channel channel = net.datagram(handler(), log)
                .bind(Loopback.here())
                .syncUninterruptibly()
                .channel();
        awaitEvents("active", "Attached");

        channel.connect(peer.localAddress()).syncUninterruptibly();

        assertEquals(1, qos.calls().size());
    }

    @Test
    void refusedOrNotEveryByteArrivesInOrder() throws InterruptedException {
        StringBuffer received = new StringBuffer();
        SimpleChannelInboundHandler<ByteBuf> reader = new SimpleChannelInboundHandler<>() {
            @Override
            protected void channelRead0(ChannelHandlerContext ctx, ByteBuf bytes) {
                received.append(bytes.toString(StandardCharsets.US_ASCII));
            }
        };
        qos.failNext(new QosException("refusal test", 1450, Reason.NO_RESOURCES, "Close some."));
        Channel client = net.connect(net.client(handler(), log), net.bind(net.server(reader)));
        StringBuilder sent = new StringBuilder();
        for (int i = 0; i < 100; i++) {
            sent.append(i).append(' ');
            client.writeAndFlush(Unpooled.copiedBuffer(i + " ", StandardCharsets.US_ASCII));
        }

        await().until(() -> received.length() == sent.length());
        assertEquals(sent.toString(), received.toString());
        assertEquals(List.of("active", "Failed"), log.names());
    }

    @Test
    void tlsIsNoObstacle() throws Exception {
        List<Byte> first = new ArrayList<>();
        SimpleChannelInboundHandler<ByteBuf> reader = new SimpleChannelInboundHandler<>() {
            @Override
            protected void channelRead0(ChannelHandlerContext ctx, ByteBuf bytes) {
                first.add(bytes.getByte(bytes.readerIndex()));
                ctx.close();
            }
        };
        Channel server = net.bind(net.server(reader));
        QosHandler handler = handler();
        Channel client = net.client(handler).register().syncUninterruptibly().channel();
        client.pipeline().addLast(SslContextBuilder.forClient().build().newHandler(client.alloc()), log);

        client.connect(server.localAddress()).syncUninterruptibly();
        client.closeFuture().syncUninterruptibly();

        assertEquals(List.of((byte) 22), first.subList(0, 1), "a TLS handshake record");
        await().until(() -> log.names().contains("Detached"));
        assertEquals("Attached", log.names().get(1));
    }

    @Test
    void aThousandChannelsLeaveNoFlowAndNoneIsEndedTwice() throws InterruptedException {
        QosHandler handler = handler();
        Channel server = net.bind(net.server(handler).option(ChannelOption.SO_BACKLOG, 512));
        for (int round = 0; round < 10; round++) {
            List<Channel> clients = new ArrayList<>();
            List<Channel> children = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                clients.add(net.connect(net.client(handler), server));
                children.add(net.accepted());
            }
            awaitFlows(200);
            (round % 2 == 0 ? clients : children).forEach(Channel::close);
            awaitFlows(0);
        }

        assertEquals(4000, qos.calls().size());
        assertEquals(
                2000,
                qos.calls().stream()
                        .filter(call -> call.endsWith(".close()"))
                        .distinct()
                        .count());
    }

    private void awaitEvents(String... names) {
        await().untilAsserted(() -> assertEquals(List.of(names), log.names()));
    }

    private List<String> eventNames() {
        return log.events().stream()
                .map(event -> event.getClass().getSimpleName())
                .toList();
    }

    private void awaitFlows(int count) {
        await().until(() -> qos.flowCount() == count);
    }

    private QosHandler handler() {
        return builder().spec(VOICE).build();
    }

    private QosHandler.Builder builder() {
        return QosHandler.builder().subsystem(qos);
    }
}
