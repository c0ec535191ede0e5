package io.github.qosflow.netty;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;

import io.github.qosflow.FlowSpec;
import io.github.qosflow.QosFlow;
import io.github.qosflow.testing.InMemoryQos;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.pool.AbstractChannelPoolHandler;
import io.netty.channel.pool.ChannelPool;
import io.netty.channel.pool.FixedChannelPool;
import io.netty.channel.pool.SimpleChannelPool;
import io.netty.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Connections that are lent to one after the other, who wants another mark each time. */
abstract class PoolSuite extends LoopbackSuite {
    private final InMemoryQos qos = new InMemoryQos();
    private final QosHandler handler = handler(VOICE);
    private final StringBuffer received = new StringBuffer();
    private ChannelPool pool;

    @BeforeEach
    void openPool() {
        pool = new SimpleChannelPool(target(), new Lent());
    }

    @AfterEach
    void closePool() {
        pool.close();
    }

    @Override
    void assertNothingLeft() {
        assertEquals(0, qos.flowCount(), qos.calls().toString());
    }

    @Test
    void theFlowIsChangedForEachBorrowerAndStaysTheSame() {
        Channel first = acquire();
        QosFlow flow = awaitFlow(first);
        QosHandler.setFlowSpec(first, BULK);
        awaitSpec(flow, BULK);
        send(first, "first ");
        awaitReceived("first ");
        release(first);
        awaitSpec(flow, VOICE);

        Channel second = acquire();
        QosHandler.setFlowSpec(second, BULK);
        send(second, "second");

        awaitReceived("first second");
        awaitSpec(flow, BULK);
        assertSame(first, second);
        assertSame(flow, awaitFlow(second));
        assertEquals(1, qos.flowCount());
        release(second);
        assertFalse(log.names().contains("Detached"));
    }

    @Test
    void aHandlerReplacedByTheBorrowerIsAnotherFlowOfTheSameConnection() {
        Channel first = acquire();
        QosFlow flow = awaitFlow(first);
        QosHandler other = handler(BULK);

        first.pipeline().replace(handler, null, other);
        awaitEvents("active", "Attached", "Detached", "Attached");
        release(first);
        Channel second = acquire();

        assertSame(first, second);
        assertNotSame(flow, awaitFlow(second));
        assertEquals(BULK, awaitFlow(second).spec());
        assertEquals(1, qos.flowCount());
        second.pipeline().replace(other, null, handler);
        awaitEvents("active", "Attached", "Detached", "Attached", "Detached", "Attached");
        release(second);
    }

    @Test
    void whoWaitsForTheOnlyConnectionFindsTheHandlersOwnSpecification() {
        pool = new FixedChannelPool(target(), new Lent(), 1);
        Channel first = acquire();
        QosFlow flow = awaitFlow(first);
        QosHandler.setFlowSpec(first, BULK);
        Future<Channel> waiting = pool.acquire();
        assertFalse(waiting.isDone());

        release(first);
        Channel second = waiting.syncUninterruptibly().getNow();

        assertSame(first, second);
        awaitSpec(flow, VOICE);
        assertSame(flow, awaitFlow(second));
        release(second);
    }

    @Test
    void aConnectionThatDiedInThePoolIsReplacedByOneWithAFlowOfItsOwn() throws InterruptedException {
        Channel first = acquire();
        awaitFlow(first);
        QosHandler.setFlowSpec(first, BULK);
        release(first);
        net.accepted().close().syncUninterruptibly();
        first.closeFuture().syncUninterruptibly();
        await().until(() -> qos.flowCount() == 0);

        Channel second = acquire();

        assertNotSame(first, second);
        assertEquals(VOICE, awaitFlow(second).spec());
        assertEquals(1, qos.flowCount());
        release(second);
    }

    @Test
    void closingThePoolEndsTheFlowsOfItsConnections() {
        Channel first = acquire();
        Channel second = acquire();
        await().until(() -> qos.flowCount() == 2);
        release(first);
        release(second);

        pool.close();

        await().until(() -> qos.flowCount() == 0);
    }

    private Bootstrap target() {
        return net.client().remoteAddress(net.bind(net.server(new Echo())).localAddress());
    }

    private Channel acquire() {
        return pool.acquire().syncUninterruptibly().getNow();
    }

    private void release(Channel channel) {
        pool.release(channel).syncUninterruptibly();
    }

    private void awaitReceived(String text) {
        await().untilAsserted(() -> assertEquals(text, received.toString()));
    }

    private static QosFlow awaitFlow(Channel channel) {
        await().until(() -> QosHandler.flow(channel).isPresent());
        return QosHandler.flow(channel).orElseThrow();
    }

    private static void awaitSpec(QosFlow flow, FlowSpec spec) {
        await().untilAsserted(() -> assertEquals(spec, flow.spec()));
    }

    private QosHandler handler(FlowSpec spec) {
        return QosHandler.builder().spec(spec).subsystem(qos).build();
    }

    /** Gives back what a borrower has set. */
    private final class Lent extends AbstractChannelPoolHandler {
        @Override
        public void channelCreated(Channel channel) {
            channel.pipeline().addLast(handler, new Inbox(received), log);
        }

        @Override
        public void channelReleased(Channel channel) {
            QosHandler.setFlowSpec(channel, null);
        }
    }
}
