package io.github.qosflow.netty;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.github.qosflow.FlowSpec;
import io.github.qosflow.TrafficType;
import io.github.qosflow.netty.QosFlowEvent.NotApplicable;
import io.github.qosflow.testing.InMemoryQos;
import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.ServerChannel;
import java.net.SocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sockets within this machine's file system, which send no packets: they work, and each handler hears why it has no flow. */
@Tag("linux") // the JDK 17 of Windows has these sockets, Wine has not
abstract class DomainSocketSuite {
    private final InMemoryQos qos = new InMemoryQos();
    private final QosHandler handler = QosHandler.builder()
            .spec(FlowSpec.of(TrafficType.VOICE))
            .subsystem(qos)
            .build();
    private final EventLog accepted = new EventLog();
    private final EventLog connected = new EventLog();
    private final LoopbackSuite.Inbox inbox = new LoopbackSuite.Inbox();

    abstract Transport transport();

    abstract ServerChannel server();

    abstract Channel client();

    abstract SocketAddress address(Path path);

    @Test
    void dataPassesAndNobodyHasAFlow(@TempDir Path directory) {
        EventLoopGroup group = transport().group(1);
        SocketAddress address = address(directory.resolve("socket"));
        try {
            Channel server = new ServerBootstrap()
                    .group(group)
                    .channelFactory(this::server)
                    .handler(handler)
                    .childHandler(new ChannelInitializer<>() {
                        @Override
                        protected void initChannel(Channel child) {
                            child.pipeline().addLast(handler, accepted, new LoopbackSuite.Echo());
                        }
                    })
                    .bind(address)
                    .syncUninterruptibly()
                    .channel();
            assertConnection(group, address);
            assertEquals(Optional.empty(), QosHandler.flow(server));
            server.close().syncUninterruptibly();
        } finally {
            group.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
        }
        assertEquals(List.of(), qos.calls());
    }

    private void assertConnection(EventLoopGroup group, SocketAddress address) {
        Channel client = new Bootstrap()
                .group(group)
                .channelFactory(this::client)
                .handler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channel.pipeline().addLast(handler, inbox, connected);
                    }
                })
                .connect(address)
                .syncUninterruptibly()
                .channel();
        LoopbackSuite.send(client, "there and back");
        inbox.awaitText("there and back");
        for (EventLog log : List.of(accepted, connected)) {
            await().untilAsserted(() -> assertEquals(List.of("active", "NotApplicable"), log.names()));
            assertInstanceOf(NotApplicable.class, log.events().get(0));
        }
        client.close().syncUninterruptibly();
    }
}
