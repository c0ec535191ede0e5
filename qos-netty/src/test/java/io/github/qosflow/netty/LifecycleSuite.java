package io.github.qosflow.netty;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.qosflow.QosCapability;
import io.github.qosflow.testing.InMemoryQos;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOption;
import io.netty.channel.ConnectTimeoutException;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What can become of a channel and its handler, with flows in memory; {@link TransportSuite} has the usual course. */
abstract class LifecycleSuite extends LoopbackSuite {
    private InMemoryQos qos = new InMemoryQos();

    @AfterEach
    void switchOn() {
        QosHandler.setEnabled(true);
    }

    @Override
    void assertNothingLeft() {
        assertEquals(0, qos.flowCount(), qos.calls().toString());
    }

    @Test
    void addedOnceMoreTheHandlerGivesAnotherFlow() {
        QosHandler handler = handler();
        Channel client = net.connect(net.client(handler, log), net.bind(net.server(new Silent())));
        awaitEvents("active", "Attached");

        client.pipeline().remove(handler);
        awaitEvents("active", "Attached", "Detached");
        assertEquals(Optional.empty(), QosHandler.flow(client));
        client.pipeline().addFirst(handler);

        awaitEvents("active", "Attached", "Detached", "Attached");
        assertEquals(2, QosHandler.flow(client).orElseThrow().id());
        assertEquals(1, qos.flowCount());
    }

    @Test
    void addedAndRemovedAHundredTimesNothingIsLeft() {
        QosHandler handler = handler();
        Channel client = net.connect(net.client(log), net.bind(net.server(new Silent())));
        for (int i = 0; i < 100; i++) {
            client.pipeline().addFirst(handler);
            client.pipeline().remove(handler);
        }
        client.pipeline().addFirst(handler);

        await().until(() -> QosHandler.flow(client).isPresent());
        await().until(() -> qos.flowCount() == 1);
    }

    @Test
    void theFlowOfAHalfClosedChannelStaysUntilTheChannelCloses() throws InterruptedException {
        Inbox inbox = new Inbox();
        Channel server = net.bind(net.server(inbox));
        Channel client = net.connect(net.client(handler(), log).option(ChannelOption.ALLOW_HALF_CLOSURE, true), server);
        Channel peer = net.accepted();
        awaitEvents("active", "Attached");

        ((DuplexChannel) peer).shutdownOutput().syncUninterruptibly();
        await().until(() -> log.all.contains(ChannelInputShutdownEvent.INSTANCE));
        send(client, "still here");

        inbox.awaitText("still here");
        assertTrue(QosHandler.flow(client).orElseThrow().isOpen());
        assertFalse(log.names().contains("Detached"));
        client.close().syncUninterruptibly();
        await().until(() -> log.names().contains("inactive"));
        assertEquals(List.of("Attached", "Detached"), flowEvents());
    }

    @Test
    void theFlowStaysWhenOutputIsShutDownHere() throws InterruptedException {
        Inbox inbox = new Inbox();
        EventLog peerLog = new EventLog();
        Channel server = net.bind(net.server(peerLog).childOption(ChannelOption.ALLOW_HALF_CLOSURE, true));
        Channel client = net.connect(net.client(handler(), inbox, log), server);
        Channel peer = net.accepted();
        awaitEvents("active", "Attached");

        ((DuplexChannel) client).shutdownOutput().syncUninterruptibly();
        await().until(() -> peerLog.all.contains(ChannelInputShutdownEvent.INSTANCE));
        send(peer, "answer");

        inbox.awaitText("answer");
        assertTrue(QosHandler.flow(client).orElseThrow().isOpen());
        assertFalse(log.names().contains("Detached"));
        client.close().syncUninterruptibly();
        await().until(() -> log.names().contains("inactive"));
        assertEquals(List.of("Attached", "Detached"), flowEvents());
    }

    @Test
    void aRefusedConnectEndsTheFlowItBeganWith() throws IOException {
        qos = wholeSockets();
        ChannelFuture refused =
                net.client(handler(), log).connect(Loopback.nowhere()).awaitUninterruptibly();

        assertFalse(refused.isSuccess());
        assertGoneWithoutAWord(refused.channel());
    }

    @Test
    @Tag("linux") // elsewhere a listener with a full queue refuses
    void aConnectThatTimesOutEndsTheFlowItBeganWith() throws IOException {
        qos = wholeSockets();
        try (FullListener full = new FullListener()) {
            ChannelFuture connecting = net.client(handler(), log)
                    .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, 50)
                    .connect(full.address())
                    .awaitUninterruptibly();

            assertInstanceOf(ConnectTimeoutException.class, connecting.cause());
            assertGoneWithoutAWord(connecting.channel());
        }
    }

    @Test
    @Tag("linux")
    void aCancelledConnectEndsTheFlowItBeganWith() throws IOException {
        qos = wholeSockets();
        try (FullListener full = new FullListener()) {
            ChannelFuture connecting = net.client(handler(), log).connect(full.address());
            await().until(() -> qos.flowCount() == 1);

            assertTrue(connecting.cancel(false));

            assertGoneWithoutAWord(connecting.channel());
        }
    }

    @Test
    @Tag("linux")
    void closedWhileItConnectsTheChannelLeavesNoFlow() throws IOException {
        qos = wholeSockets();
        try (FullListener full = new FullListener()) {
            ChannelFuture connecting = net.client(handler(), log).connect(full.address());
            await().until(() -> qos.flowCount() == 1);

            connecting.channel().close().syncUninterruptibly();

            assertGoneWithoutAWord(connecting.channel());
        }
    }

    @Test
    void aClientThatIsBoundAndNeverConnectsHasNoFlow() {
        for (InMemoryQos system : List.of(qos, wholeSockets())) {
            qos = system;
            Channel client = boundOnly(net.client(handler(), log));

            assertEquals(Optional.empty(), QosHandler.flow(client));
            client.close().syncUninterruptibly();

            assertEquals(List.of(), qos.calls());
            assertEquals(List.of(), log.all);
        }
    }

    @Test
    void aBoundDatagramChannelThatNeverHasAPeerIsClosedWithoutAWord() {
        Channel channel = boundOnly(net.datagram(handler(), log));
        awaitEvents("active");

        channel.close().syncUninterruptibly();

        awaitEvents("active", "inactive");
        assertEquals(List.of(), qos.calls());
    }

    @Test
    void switchedOffAndOnLiveChannelsOfBothSidesFollow() throws InterruptedException {
        Channel client = net.connect(net.client(handler(), log), net.bind(net.server(handler())));
        Channel child = net.accepted();
        awaitEvents("active", "Attached");
        await().until(() -> qos.flowCount() == 2);

        QosHandler.setEnabled(false);
        awaitEvents("active", "Attached", "Detached", "NotApplicable");
        await().until(() -> qos.flowCount() == 0);
        QosHandler.setEnabled(true);

        awaitEvents("active", "Attached", "Detached", "NotApplicable", "Attached");
        await().until(() -> qos.flowCount() == 2);
        assertTrue(QosHandler.flow(client).isPresent() && QosHandler.flow(child).isPresent());
    }

    /** Closed, with one flow that came and went, and no handler has heard of it. */
    private void assertGoneWithoutAWord(Channel channel) {
        channel.closeFuture().syncUninterruptibly();
        await().until(() -> qos.flowCount() == 0);
        assertEquals(2, qos.calls().size(), qos.calls().toString());
        channel.eventLoop().submit(() -> {}).syncUninterruptibly();
        assertEquals(List.of(), log.all);
        assertEquals(Optional.empty(), QosHandler.flow(channel));
        assertFalse(OffSwitch.PROCESS.all().stream()
                .anyMatch(attachment -> attachment.ctx().channel() == channel));
    }

    private static Channel boundOnly(Bootstrap bootstrap) {
        return bootstrap.bind(Loopback.here()).syncUninterruptibly().channel();
    }

    private List<String> flowEvents() {
        return log.events().stream()
                .map(event -> event.getClass().getSimpleName())
                .toList();
    }

    /** As on Linux: clients are attached before they connect. */
    private static InMemoryQos wholeSockets() {
        return InMemoryQos.without(QosCapability.PER_DESTINATION);
    }

    private QosHandler handler() {
        return QosHandler.builder().spec(VOICE).subsystem(qos).build();
    }
}
