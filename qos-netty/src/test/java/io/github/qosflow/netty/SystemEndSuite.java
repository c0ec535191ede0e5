package io.github.qosflow.netty;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.qosflow.QosException.Reason;
import io.github.qosflow.QosSubsystem;
import io.github.qosflow.netty.QosFlowEvent.Failed;
import io.github.qosflow.testing.InMemoryQos;
import io.netty.channel.Channel;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** The subsystem or the event loop ends before the channels do. */
abstract class SystemEndSuite extends LoopbackSuite {
    private final InMemoryQos qos = new InMemoryQos();

    @Override
    void assertNothingLeft() {
        assertEquals(0, qos.flowCount(), qos.calls().toString());
    }

    @Test
    void afterTheEndOfItsSubsystemAChannelGoesOnAndClosesQuietly() {
        Inbox inbox = new Inbox();
        Channel client = net.connect(net.client(handler(qos), log, inbox), net.bind(net.server(new Echo())));
        awaitEvents("active", "Attached");

        qos.close();

        assertEquals(Optional.empty(), QosHandler.flow(client), "a flow that has ended is none");
        send(client, "hello");
        inbox.awaitText("hello");
        awaitEvents("active", "Attached");
        client.close().syncUninterruptibly();
        awaitEvents("active", "Attached", "Detached", "inactive");
    }

    @Test
    void afterTheEndOfItsSubsystemAHandlerIsRemovedQuietly() {
        QosHandler handler = handler(qos);
        Channel client = net.connect(net.client(handler, log), net.bind(net.server(new Silent())));
        awaitEvents("active", "Attached");

        qos.close();
        client.pipeline().remove(handler);

        awaitEvents("active", "Attached", "Detached");
        assertTrue(client.isActive());
    }

    @Test
    void afterTheEndOfItsSubsystemNewChannelsAreToldOnceAndWork() {
        Inbox inbox = new Inbox();
        qos.close();

        Channel client = net.connect(net.client(handler(qos), log, inbox), net.bind(net.server(new Echo())));
        send(client, "hello");

        inbox.awaitText("hello");
        awaitEvents("active", "Failed");
        assertEquals(Reason.CLOSED, ((Failed) log.events().get(0)).cause().reason());
    }

    @Test
    void afterTheEndOfItsSubsystemAnotherSpecificationIsOneFailure() {
        Channel client = net.connect(net.client(handler(qos), log), net.bind(net.server(new Silent())));
        awaitEvents("active", "Attached");
        qos.close();

        QosHandler.setFlowSpec(client, BULK);

        awaitEvents("active", "Attached", "Failed");
        assertTrue(client.isActive());
    }

    @Test
    void aSubsystemThatNeverOpensHoldsNeitherTheDataNorTheChannel() {
        Inbox inbox = new Inbox();
        QosHandler waiting = QosHandler.builder()
                .spec(VOICE)
                .opening(() -> new CompletableFuture<>())
                .build();
        Channel client = net.connect(net.client(waiting, log, inbox), net.bind(net.server(new Echo())));

        send(client, "hello");
        inbox.awaitText("hello");
        client.close().syncUninterruptibly();

        awaitEvents("active", "inactive");
        SlowSystemSuite.assertForgotten(client);
    }

    @Test
    void theEventLoopEndsWithManyLiveChannelsOfBothSides() throws InterruptedException {
        Loopback dying = transport();
        QosHandler handler = handler(qos);
        Channel server = dying.bind(dying.server(handler).handler(handler));
        List<Channel> channels = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            channels.add(dying.connect(dying.client(handler), server));
            channels.add(dying.accepted());
        }
        await().until(() -> qos.flowCount() == 41);

        dying.endLoops();

        assertEquals(0, qos.flowCount(), qos.calls().toString());
        assertTrue(channels.stream().noneMatch(Channel::isOpen));
        assertTrue(
                channels.stream().allMatch(channel -> QosHandler.flow(channel).isEmpty()));
        assertFalse(OffSwitch.PROCESS.all().stream()
                .anyMatch(attachment -> channels.contains(attachment.ctx().channel())));
    }

    @Test
    void theEventLoopEndsWhileTheSubsystemOpens() {
        CompletableFuture<QosSubsystem> opening = new CompletableFuture<>();
        Loopback dying = transport();
        QosHandler waiting =
                QosHandler.builder().spec(VOICE).opening(() -> opening).build();
        Channel client = dying.connect(dying.client(waiting, log), net.bind(net.server(new Silent())));
        awaitEvents("active");

        dying.endLoops();
        opening.complete(qos);

        awaitEvents("active", "inactive");
        assertEquals(List.of(), qos.calls());
        assertEquals(Optional.empty(), QosHandler.flow(client));
    }

    @Test
    void theEventLoopEndsWhileAFlowIsMade() {
        DelayedQos slow = new DelayedQos();
        Loopback dying = transport();
        Channel client = dying.connect(dying.client(handler(slow), log), net.bind(net.server(new Silent())));
        await().until(() -> slow.waiting() == 1);

        dying.endLoops();
        slow.answerAll();

        assertEquals(List.of("createFlow(VOICE, socket", "flow 1.close()"), cut(slow.memory.calls()));
        assertEquals(Optional.empty(), QosHandler.flow(client));
        awaitEvents("active", "inactive");
    }

    @Test
    void aRefusalAfterTheEndOfTheEventLoopIsNone() {
        DelayedQos slow = new DelayedQos();
        Loopback dying = transport();
        dying.connect(dying.client(handler(slow), log), net.bind(net.server(new Silent())));
        await().until(() -> slow.waiting() == 1);

        dying.endLoops();
        slow.close();
        slow.answerAll();

        awaitEvents("active", "inactive");
    }

    @Test
    void aSwitchTurnedAfterTheEndOfAnEventLoopConcernsTheOthers() {
        Loopback dying = transport();
        Channel server = net.bind(net.server(new Silent()));
        dying.connect(dying.client(handler(qos)), server);
        net.connect(net.client(handler(qos), log), server);
        awaitEvents("active", "Attached");
        await().until(() -> qos.flowCount() == 2);
        dying.endLoops();

        try {
            QosHandler.setEnabled(false);
            awaitEvents("active", "Attached", "Detached", "NotApplicable");
        } finally {
            QosHandler.setEnabled(true);
        }
        awaitEvents("active", "Attached", "Detached", "NotApplicable", "Attached");
    }

    private static List<String> cut(List<String> calls) {
        return calls.stream()
                .map(call -> call.replaceAll("socket .*", "socket"))
                .toList();
    }

    private static QosHandler handler(QosSubsystem subsystem) {
        return QosHandler.builder().spec(VOICE).subsystem(subsystem).build();
    }
}
