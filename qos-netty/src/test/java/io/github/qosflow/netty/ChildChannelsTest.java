package io.github.qosflow.netty;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import io.github.qosflow.FlowSpec;
import io.github.qosflow.NativeSocket;
import io.github.qosflow.QosFlow;
import io.github.qosflow.TrafficType;
import io.github.qosflow.testing.InMemoryQos;
import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.local.LocalAddress;
import io.netty.channel.local.LocalChannel;
import io.netty.channel.local.LocalServerChannel;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2MultiplexHandler;
import io.netty.handler.codec.http2.Http2StreamChannelBootstrap;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Channels that belong to another one, or have no IP socket of their own. */
class ChildChannelsTest {
    private final EventLoopGroup local = Transport.localGroup(1);
    private final InMemoryQos qos = new InMemoryQos();
    private final EventLog log = new EventLog();
    private final QosHandler.Builder builder =
            QosHandler.builder().spec(FlowSpec.of(TrafficType.VOICE)).subsystem(qos);

    @AfterEach
    void close() {
        local.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
    }

    @Test
    void aStreamOfHttp2HasTheFlowOfItsConnectionAndNoneOfItsOwn() throws Exception {
        try (Loopback net = new NioLoopback()) {
            QosHandler handler = builder.build();
            Channel server = net.bind(net.server());
            Channel connection = net.connect(
                    net.client(handler, Http2FrameCodecBuilder.forClient().build(), new Http2MultiplexHandler(log)),
                    server);
            await().until(() -> qos.flowCount() == 1);
            QosFlow flow = QosHandler.flow(connection).orElseThrow();

            Channel stream = new Http2StreamChannelBootstrap(connection)
                    .handler(new ChannelInitializer<>() {
                        @Override
                        protected void initChannel(Channel opened) {
                            opened.pipeline().addLast(handler, log);
                        }
                    })
                    .open()
                    .sync()
                    .getNow();

            await().until(() -> log.names().contains("NotApplicable"));
            assertSame(flow, QosHandler.flow(stream).orElseThrow());
            assertEquals(1, log.events().size());
            stream.close().sync();
            assertEquals(1, qos.calls().size());
        }
    }

    @Test
    void anAcceptedChannelDoesNotHaveTheFlowOfItsListener() {
        QosHandler handler = builder.socketResolver(channel -> Optional.of(NativeSocket.ofHandle(7)))
                .build();
        Channel[] child = new Channel[1];
        Channel server = new ServerBootstrap()
                .group(local)
                .channel(LocalServerChannel.class)
                .handler(handler)
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel accepted) {
                        child[0] = accepted;
                    }
                })
                .bind(new LocalAddress("listener"))
                .syncUninterruptibly()
                .channel();
        new Bootstrap()
                .group(local)
                .channel(LocalChannel.class)
                .handler(log)
                .connect(server.localAddress())
                .syncUninterruptibly();

        await().until(() -> child[0] != null && QosHandler.flow(server).isPresent());
        assertEquals(Optional.empty(), QosHandler.flow(child[0]));
    }

    @Test
    void aLocalChannelIsNotApplicable() {
        Channel server = new ServerBootstrap()
                .group(local)
                .channel(LocalServerChannel.class)
                .handler(builder.build())
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel accepted) {
                        accepted.pipeline().addLast(builder.build(), log);
                    }
                })
                .bind(new LocalAddress("not applicable"))
                .syncUninterruptibly()
                .channel();
        new Bootstrap()
                .group(local)
                .channel(LocalChannel.class)
                .handler(builder.build())
                .connect(server.localAddress())
                .syncUninterruptibly();

        await().untilAsserted(() -> assertEquals(List.of("active", "NotApplicable"), log.names()));
        assertEquals(List.of(), qos.calls());
    }
}
