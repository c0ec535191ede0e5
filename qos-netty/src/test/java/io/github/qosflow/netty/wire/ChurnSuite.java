package io.github.qosflow.netty.wire;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.qosflow.Dscp;
import io.github.qosflow.FlowSpec;
import io.github.qosflow.Qos;
import io.github.qosflow.QosSubsystem;
import io.github.qosflow.TrafficType;
import io.github.qosflow.netty.QosFlowEvent;
import io.github.qosflow.netty.QosHandler;
import io.github.qosflow.netty.Transport;
import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.DatagramChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/**
 * A hundred thousand channels come and go, closed by either side, while numbers are used again by sockets that are not ours.
 */
abstract class ChurnSuite {
    private static final int AT_ONCE = 50;
    private static final int WARM_UP = 5_000;
    private static final int SPARE_DESCRIPTORS = 10;
    /** A tenth of a reference per channel would be more. */
    private static final long SPARE_HEAP_BYTES = 2 << 20;

    private static final FlowSpec EF =
            FlowSpec.builder(TrafficType.VOICE).dscp(Dscp.EF).build();

    private final Transport transport;
    private final AtomicInteger attached = new AtomicInteger();
    private final AtomicInteger detached = new AtomicInteger();

    ChurnSuite(Transport transport) {
        this.transport = transport;
    }

    @Test
    void leavesNoFlowNoMarkedSocketNoDescriptorAndNoHeapBehind() throws Exception {
        EventLoopGroup group = transport.group(2);
        try (QosSubsystem qos = Qos.open()) {
            QosHandler handler = QosHandler.builder().spec(EF).subsystem(qos).build();
            Channel server = server(group, handler);
            for (int done = 0; done < WARM_UP; done += AT_ONCE) {
                round(group, handler, server, AT_ONCE); // classes, threads, selectors and buffers are there from now on
            }
            markBaseline();
            long before = descriptors();
            long heapBefore = Heap.usedBytes();
            List<DatagramChannel> strangers = new ArrayList<>();
            for (int done = 0; done < connections(); done += AT_ONCE) {
                round(group, handler, server, AT_ONCE);
                strangers.add(DatagramChannel.open()); // takes a number that was just given back
                if (strangers.size() > AT_ONCE) {
                    strangers.remove(0).close();
                }
            }
            await().atMost(Duration.ofSeconds(20)).until(() -> detached.get() == attached.get());
            assertTrue(attached.get() >= fewestAttached(2 * connections()), attached + " attached, client and server");
            assertNothingLeft(qos);
            for (DatagramChannel stranger : strangers) {
                stranger.close();
            }
            await().atMost(Duration.ofSeconds(20)).until(() -> descriptors() <= before + SPARE_DESCRIPTORS);
            long grown = Heap.usedBytes() - heapBefore;
            System.out.println(transport + ", " + connections() + " connections: " + attached + " attached, " + detached
                    + " detached, heap grown by " + grown / 1024 + " KiB, descriptors " + before + " before, "
                    + descriptors() + " after");
            assertTrue(grown <= SPARE_HEAP_BYTES, "heap grown by " + grown);
            server.close().syncUninterruptibly();
        } finally {
            group.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
        }
    }

    int connections() {
        return 100_000;
    }

    /** How many descriptors or handles of sockets this process has open. */
    abstract long descriptors() throws IOException;

    /** How many of these channels are surely attached before they close. */
    int fewestAttached(int channels) {
        return channels;
    }

    /** What is there already is not to be counted. */
    void markBaseline() throws IOException {}

    /** No flow and no marked socket. */
    abstract void assertNothingLeft(QosSubsystem qos) throws IOException;

    private Channel server(EventLoopGroup group, QosHandler handler) {
        return new ServerBootstrap()
                .group(group)
                .channelFactory(() -> transport.server(Family.MAPPED.protocol()))
                .option(ChannelOption.SO_BACKLOG, 4 * AT_ONCE)
                .childHandler(marked(handler))
                .bind(Family.MAPPED.address(0))
                .syncUninterruptibly()
                .channel();
    }

    /** Half of the channels are closed by the client, half by the server, which closes what speaks to it. */
    private void round(EventLoopGroup group, QosHandler handler, Channel server, int channels) throws IOException {
        Bootstrap bootstrap = new Bootstrap()
                .group(group)
                .channelFactory(() -> transport.client(Family.MAPPED.protocol()))
                .handler(marked(handler));
        List<Channel> clients = new ArrayList<>();
        for (int i = 0; i < channels; i++) {
            int port = ((InetSocketAddress) server.localAddress()).getPort();
            clients.add(bootstrap
                    .connect(Family.MAPPED.address(port))
                    .syncUninterruptibly()
                    .channel());
        }
        for (int i = 0; i < channels; i++) {
            Channel client = clients.get(i);
            if (i % 2 == 0) {
                client.close();
            } else {
                client.writeAndFlush(Peers.payload());
            }
        }
        clients.forEach(client -> client.closeFuture().awaitUninterruptibly());
    }

    private ChannelHandler marked(QosHandler handler) {
        return new ChannelInitializer<>() {
            @Override
            protected void initChannel(Channel channel) {
                channel.pipeline().addLast(handler, new CloseOnRead());
            }
        };
    }

    private final class CloseOnRead extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            io.netty.util.ReferenceCountUtil.release(message);
            ctx.close();
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
            if (event instanceof QosFlowEvent.Attached) {
                attached.incrementAndGet();
            } else if (event instanceof QosFlowEvent.Detached) {
                detached.incrementAndGet();
            }
        }
    }
}
