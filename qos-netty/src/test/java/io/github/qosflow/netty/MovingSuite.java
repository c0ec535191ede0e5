package io.github.qosflow.netty;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
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

    private void move(Channel channel) {
        EventLoop other = StreamSupport.stream(net.group().spliterator(), false)
                .map(EventLoop.class::cast)
                .filter(loop -> loop != channel.eventLoop())
                .findFirst()
                .orElseThrow();
        channel.deregister().syncUninterruptibly();
        other.register(channel).syncUninterruptibly();
    }

    private void awaitEvents(String... names) {
        await().untilAsserted(() -> assertEquals(List.of(names), log.names()));
    }

    private QosHandler.Builder builder() {
        return QosHandler.builder().subsystem(qos);
    }
}
