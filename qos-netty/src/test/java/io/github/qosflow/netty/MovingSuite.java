package io.github.qosflow.netty;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.qosflow.FlowSpec;
import io.github.qosflow.QosFlow;
import io.github.qosflow.QosSubsystem;
import io.github.qosflow.TrafficType;
import io.github.qosflow.testing.InMemoryQos;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A channel that leaves its event loop for another one. */
abstract class MovingSuite {
    private static final FlowSpec VOICE = FlowSpec.of(TrafficType.VOICE);

    private final EventLog log = new EventLog();
    private final InMemoryQos qos = new InMemoryQos();
    private Loopback net;

    abstract Transport transport();

    @BeforeEach
    void open() {
        net = new Loopback(transport());
    }

    @AfterEach
    void close() {
        net.close();
        assertEquals(0, qos.flowCount(), qos.calls().toString());
    }

    @Test
    void movedToAnotherEventLoopItIsStillOneFlow() {
        Channel client = net.connect(net.client(builder().spec(VOICE).build(), log), net.bind(net.server()));
        awaitEvents("active", "Attached");
        QosFlow flow = QosHandler.flow(client).orElseThrow();

        move(client);
        qos.congest(flow);

        awaitEvents("active", "Attached", "Congested");
        client.close();
        awaitEvents("active", "Attached", "Congested", "Detached", "inactive");
        assertEquals(2, qos.calls().size());
    }

    @Test
    void aSubsystemThatOpensOnAnotherThreadAttachesOnTheEventLoop() throws InterruptedException {
        CompletableFuture<QosSubsystem> opening = new CompletableFuture<>();
        AtomicBoolean onLoop = new AtomicBoolean();
        QosHandler handler = builder()
                .spec(channel -> {
                    onLoop.set(channel.eventLoop().inEventLoop());
                    return VOICE;
                })
                .opening(() -> opening)
                .build();
        Thread opener = new Thread(() -> opening.complete(qos));
        Channel client = net.connect(net.client(handler, log), net.bind(net.server()));
        move(client);
        assertEquals(List.of("active"), log.names());

        opener.start();
        opener.join();

        awaitEvents("active", "Attached");
        assertTrue(onLoop.get());
    }

    @Test
    void attachedAndMovedThenRemovedTheFlowEndsOnTheNewEventLoop() {
        QosHandler handler = builder().spec(VOICE).build();
        Channel client = net.connect(net.client(handler, log), net.bind(net.server()));
        awaitEvents("active", "Attached");
        QosFlow flow = QosHandler.flow(client).orElseThrow();

        client.deregister().syncUninterruptibly();
        assertTrue(flow.isOpen(), "a channel without an event loop is still a channel");
        other(client).register(client).syncUninterruptibly();
        client.pipeline().remove(handler);

        awaitEvents("active", "Attached", "Detached");
        assertFalse(flow.isOpen());
    }

    @Test
    void movedToAnotherEventLoopWhileItsFlowIsMadeTheChannelHearsOfItThere() {
        DelayedQos slow = new DelayedQos();
        Channel client = attaching(slow);

        client.deregister().syncUninterruptibly();
        other(client).register(client).syncUninterruptibly();
        slow.answerAll();

        awaitEvents("active", "Attached");
        assertTrue(QosHandler.flow(client).isPresent());
    }

    @Test
    void aFlowThatComesWhileTheChannelHasNoEventLoopIsThereWhenItHasOne() {
        DelayedQos slow = new DelayedQos();
        Channel client = attaching(slow);

        client.deregister().syncUninterruptibly();
        slow.answerAll();
        other(client).register(client).syncUninterruptibly();

        await().until(() -> QosHandler.flow(client).isPresent());
        assertEquals(1, slow.memory.flowCount());
        client.close().syncUninterruptibly();
        await().until(() -> slow.memory.flowCount() == 0);
    }

    /** The news is handed on from the old event loop to the new one, which has ended. */
    @Test
    void theEventLoopThatAChannelMovedToEndsBeforeNewsOfItsFlowArrivesThere() throws InterruptedException {
        DelayedQos slow = new DelayedQos();
        Loopback before = new Loopback(transport());
        QosHandler handler = QosHandler.builder().spec(VOICE).subsystem(slow).build();
        Channel client = before.connect(before.client(handler, log), net.bind(net.server()));
        await().until(() -> slow.waiting() == 1);
        EventLoop old = client.eventLoop();
        CountDownLatch busy = new CountDownLatch(1);
        client.deregister().syncUninterruptibly();
        old.execute(() -> awaitUninterruptibly(busy));
        slow.answerAll();

        Loopback dying = new Loopback(transport());
        dying.group().register(client).syncUninterruptibly();
        dying.endLoops();
        busy.countDown();
        old.submit(() -> {}).syncUninterruptibly();
        before.endLoops();

        assertEquals(0, slow.memory.flowCount(), slow.memory.calls().toString());
        awaitEvents("active", "inactive");
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private Channel attaching(DelayedQos slow) {
        QosHandler handler = QosHandler.builder().spec(VOICE).subsystem(slow).build();
        Channel client = net.connect(net.client(handler, log), net.bind(net.server()));
        await().until(() -> slow.waiting() == 1);
        awaitEvents("active");
        return client;
    }

    private void move(Channel channel) {
        EventLoop next = other(channel);
        channel.deregister().syncUninterruptibly();
        next.register(channel).syncUninterruptibly();
    }

    private EventLoop other(Channel channel) {
        return StreamSupport.stream(net.group().spliterator(), false)
                .map(EventLoop.class::cast)
                .filter(loop -> loop != channel.eventLoop())
                .findFirst()
                .orElseThrow();
    }

    private void awaitEvents(String... names) {
        await().untilAsserted(() -> assertEquals(List.of(names), log.names()));
    }

    private QosHandler.Builder builder() {
        return QosHandler.builder().subsystem(qos);
    }
}
