package io.github.qosflow.examples.netty;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.qosflow.Dscp;
import io.github.qosflow.FlowSpec;
import io.github.qosflow.QosFlow;
import io.github.qosflow.TrafficType;
import io.github.qosflow.netty.QosHandler;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.pool.AbstractChannelPoolHandler;
import io.netty.channel.pool.ChannelPool;
import io.netty.channel.pool.SimpleChannelPool;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.net.InetSocketAddress;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The parts that docs/NETTY.md shows, on real sockets. */
@Tag("linux")
class NettyExamplesTest {
    private final EventLoopGroup group = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final BlockingQueue<Channel> accepted = new LinkedBlockingQueue<>();

    @AfterEach
    void close() {
        group.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
    }

    @Test
    void theOptionMarksListenerAndAcceptedChannelsAndChangesThem() throws InterruptedException {
        Channel server = OptionServer.start(group, new Remember());
        assertEquals(Dscp.CS3, flow(server).marking().effective());
        connect(server);
        Channel call = accepted.take();
        assertEquals(Dscp.CS3, flow(call).marking().effective());

        OptionServer.change(call, FlowSpec.of(TrafficType.VOICE));
        await().until(() -> flow(call).marking().effective().equals(Dscp.CS7));
        OptionServer.change(call, null);
        await().until(() -> QosHandler.flow(call).isEmpty());
    }

    @Test
    void theMediaOfACallShareOneFlow() {
        Call call = new Call();
        Channel rtp = datagram();
        Channel rtcp = datagram();
        call.add(rtp);
        call.add(rtcp);
        await().until(() ->
                QosHandler.flow(rtp).isPresent() && QosHandler.flow(rtcp).isPresent());
        assertSame(flow(rtp), flow(rtcp));

        call.beginVideo().join();

        assertEquals(Dscp.CS5, flow(rtcp).marking().effective());
        rtp.close().syncUninterruptibly();
        rtcp.close().syncUninterruptibly();
        await().until(() -> call.flow().flow().isEmpty());
    }

    @Test
    void theMediaServersSocketIsMarked() {
        Channel media = MediaServer.start(group, new Remember());

        assertEquals(Dscp.CS7, flow(media).marking().effective());
    }

    @Test
    void aPooledConnectionIsWhatItsUserSaysAndThenAsItWas() throws Exception {
        Channel server = OptionServer.start(group, new Remember());
        QosHandler handler = QosHandler.builder()
                .spec(channel -> Upgrade.byPort(((InetSocketAddress) channel.remoteAddress()).getPort()))
                .build();
        try (ChannelPool pool = new SimpleChannelPool(
                new Bootstrap().group(group).channel(NioSocketChannel.class).remoteAddress(server.localAddress()),
                new AbstractChannelPoolHandler() {
                    @Override
                    public void channelCreated(Channel created) {
                        created.pipeline().addFirst(handler);
                    }
                })) {
            Channel pooled = pool.acquire().sync().getNow();
            await().until(() -> QosHandler.flow(pooled).isPresent());
            QosFlow flow = flow(pooled);

            Upgrade.take(pooled, FlowSpec.of(TrafficType.VOICE));
            await().until(() -> flow.marking().effective().equals(Dscp.CS7));
            Upgrade.giveBack(pool, pooled);
            await().until(() -> flow.spec().equals(FlowSpec.of(TrafficType.EXCELLENT_EFFORT)));
            assertSame(flow, flow(pool.acquire().sync().getNow()));
        }
    }

    @Test
    void switchedOffNothingIsMarkedAndSwitchedOnEverything() {
        Channel media = MediaServer.start(group, new Remember());

        QosHandler.setEnabled(false);

        await().until(() -> QosHandler.flow(media).isEmpty());
        assertFalse(QosHandler.isEnabled());
        QosHandler.setEnabled(true);
        await().until(() -> QosHandler.flow(media).isPresent());
        assertTrue(media.isActive());
    }

    /** A bind tells its promise first and the handlers then. */
    private static QosFlow flow(Channel channel) {
        await().until(() -> QosHandler.flow(channel).isPresent());
        return QosHandler.flow(channel).orElseThrow();
    }

    private void connect(Channel server) {
        new Bootstrap()
                .group(group)
                .channel(NioSocketChannel.class)
                .handler(new ChannelInboundHandlerAdapter())
                .connect(server.localAddress())
                .syncUninterruptibly();
    }

    private Channel datagram() {
        return new Bootstrap()
                .group(group)
                .channel(NioDatagramChannel.class)
                .handler(new ChannelInboundHandlerAdapter())
                .bind(0)
                .syncUninterruptibly()
                .channel();
    }

    @ChannelHandler.Sharable
    private final class Remember extends ChannelInboundHandlerAdapter {
        @Override
        public void channelActive(ChannelHandlerContext ctx) {
            accepted.add(ctx.channel());
            ctx.fireChannelActive();
        }
    }
}
