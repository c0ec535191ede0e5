package io.github.qosflow.netty;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.qosflow.QosCapability;
import io.github.qosflow.testing.InMemoryQos;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import java.net.SocketAddress;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The system takes its time, or never answers, while the channel lives its life. */
abstract class SlowSystemSuite extends LoopbackSuite {
    private final DelayedQos qos = new DelayedQos();
    private final QosHandler handler =
            QosHandler.builder().spec(VOICE).subsystem(qos).build();

    @Override
    void assertNothingLeft() {
        assertEquals(0, qos.memory.flowCount(), qos.memory.calls().toString());
    }

    @Test
    void closedWhileItsFlowIsMadeTheChannelHearsNothingOfIt() {
        Channel client = attaching();

        client.close().syncUninterruptibly();
        awaitEvents("active", "inactive");
        qos.answerAll();
        finish(client);

        awaitEvents("active", "inactive");
        assertNothingLeft();
    }

    @Test
    void closedByThePeerWhileItsFlowIsMadeTheChannelHearsNothingOfIt() throws InterruptedException {
        Channel client = attaching();

        net.accepted().close().syncUninterruptibly();
        awaitEvents("active", "inactive");
        qos.answerAll();
        finish(client);

        awaitEvents("active", "inactive");
        assertNothingLeft();
    }

    @Test
    void aFlowThatComesAfterItsHandlerWentEndsAtOnceAndTheChannelGoesOn() {
        Inbox inbox = new Inbox();
        Channel client = net.connect(net.client(handler, log, inbox), net.bind(net.server(new Echo())));
        await().until(() -> qos.waiting() == 1);

        client.pipeline().remove(handler);
        qos.answerAll();
        await().until(() -> qos.memory.flowCount() == 0);
        send(client, "hello");

        inbox.awaitText("hello");
        assertEquals(Optional.empty(), QosHandler.flow(client));
        awaitEvents("active");
    }

    @Test
    void removedAndAddedWhileTheFirstFlowIsMadeThereIsOneInTheEnd() {
        Channel client = attaching();
        client.pipeline().remove(handler);
        client.pipeline().addFirst(handler);
        await().until(() -> qos.waiting() == 2);

        qos.answerAll();

        awaitEvents("active", "Attached");
        await().until(() -> qos.memory.flowCount() == 1);
        assertEquals(2, QosHandler.flow(client).orElseThrow().id());
    }

    @Test
    void aFlowThatNeverComesHoldsNeitherTheDataNorTheChannel() {
        Inbox inbox = new Inbox();
        Channel client = net.connect(net.client(handler, log, inbox), net.bind(net.server(new Echo())));
        await().until(() -> qos.waiting() == 1);

        send(client, "hello");
        inbox.awaitText("hello");
        client.close().syncUninterruptibly();

        awaitEvents("active", "inactive");
        assertForgotten(client);
    }

    @Test
    void switchedOffWhileTheFlowIsMadeItEndsWhenItComes() {
        try {
            Channel client = attaching();
            QosHandler.setEnabled(false);
            awaitEvents("active", "NotApplicable");

            qos.answerAll();

            await().until(() -> qos.memory.flowCount() == 0);
            assertEquals(Optional.empty(), QosHandler.flow(client));
        } finally {
            QosHandler.setEnabled(true);
        }
    }

    @Test
    void aFlowThatComesWhileTheChannelConnectsIsToldWhenItIsActive() {
        DelayedQos whole = new DelayedQos(InMemoryQos.without(QosCapability.PER_DESTINATION));
        HeldConnect held = new HeldConnect();
        Channel client = connecting(whole, held);

        whole.answerAll();
        finish(client);
        assertTrue(QosHandler.flow(client).isPresent());
        assertEquals(List.of(), log.all);
        held.go();

        awaitEvents("active", "Attached");
        client.close().syncUninterruptibly();
        awaitEvents("active", "Attached", "Detached", "inactive");
        assertEquals(0, whole.memory.flowCount());
    }

    @Test
    void aFlowThatComesWhileTheChannelConnectsInVainIsNeverTold() {
        DelayedQos whole = new DelayedQos(InMemoryQos.without(QosCapability.PER_DESTINATION));
        Channel client = connecting(whole, new HeldConnect());

        whole.answerAll();
        finish(client);
        client.close().syncUninterruptibly();
        finish(client);

        assertEquals(List.of(), log.all);
        assertEquals(0, whole.memory.flowCount());
    }

    @Test
    void whatAFlowTellsWhileTheChannelConnectsIsToldWhenItIsActive() {
        DelayedQos whole = new DelayedQos(InMemoryQos.without(QosCapability.PER_DESTINATION));
        HeldConnect held = new HeldConnect();
        Channel client = connecting(whole, held);
        whole.answerAll();
        finish(client);

        whole.memory.congest(QosHandler.flow(client).orElseThrow());
        finish(client);
        assertEquals(List.of(), log.all);
        held.go();

        awaitEvents("active", "Attached", "Congested");
        client.close().syncUninterruptibly();
    }

    @Test
    void switchedOffWhileItConnectsTheChannelIsToldWhenItIsActive() {
        DelayedQos whole = new DelayedQos(InMemoryQos.without(QosCapability.PER_DESTINATION));
        HeldConnect held = new HeldConnect();
        Channel client = connecting(whole, held);
        whole.answerAll();
        finish(client);
        try {
            QosHandler.setEnabled(false);
            await().until(() -> whole.memory.flowCount() == 0);
            held.go();

            awaitEvents("active", "NotApplicable");
            assertTrue(client.isActive());
        } finally {
            QosHandler.setEnabled(true);
        }
    }

    private Channel connecting(DelayedQos whole, HeldConnect held) {
        Channel client = net.client(
                        held, QosHandler.builder().spec(VOICE).subsystem(whole).build(), log)
                .connect(net.bind(net.server(new Silent())).localAddress())
                .channel();
        await().until(() -> whole.waiting() == 1);
        return client;
    }

    /** Connects when the test says so. */
    private static final class HeldConnect extends ChannelOutboundHandlerAdapter {
        private volatile Runnable connect;

        @Override
        public void connect(
                ChannelHandlerContext ctx, SocketAddress remote, SocketAddress local, ChannelPromise promise) {
            connect = () -> ctx.connect(remote, local, promise);
        }

        void go() {
            connect.run();
        }
    }

    private Channel attaching() {
        Channel client = net.connect(net.client(handler, log), net.bind(net.server(new Silent())));
        await().until(() -> qos.waiting() == 1);
        awaitEvents("active");
        return client;
    }

    private static void finish(Channel channel) {
        channel.eventLoop().submit(() -> {}).syncUninterruptibly();
    }

    static void assertForgotten(Channel channel) {
        finish(channel);
        assertEquals(Optional.empty(), QosHandler.flow(channel));
        assertFalse(OffSwitch.PROCESS.all().stream()
                .anyMatch(attachment -> attachment.ctx().channel() == channel));
    }
}
