package io.github.qosflow.examples.netty;

import io.github.qosflow.FlowSpec;
import io.github.qosflow.TrafficType;
import io.github.qosflow.netty.QosDatagramHandler;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.socket.SocketProtocolFamily;
import io.netty.channel.socket.nio.NioDatagramChannel;

/** One UDP socket for all peers. */
final class MediaServer {
    private MediaServer() {}

    static Channel start(EventLoopGroup group, ChannelHandler relay) {
        return new Bootstrap()
                .group(group)
                .channelFactory(() -> new NioDatagramChannel(SocketProtocolFamily.INET)) // IPv4 peers, on Windows too
                .handler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channel.pipeline()
                                .addLast(QosDatagramHandler.builder()
                                        .spec(FlowSpec.of(TrafficType.VOICE))
                                        .maxDestinations(4096)
                                        .build())
                                .addLast(relay);
                    }
                })
                .bind(0)
                .syncUninterruptibly()
                .channel();
    }
}
