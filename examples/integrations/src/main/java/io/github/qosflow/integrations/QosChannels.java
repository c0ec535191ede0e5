package io.github.qosflow.integrations;

import io.github.qosflow.netty.QosHandler;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFactory;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ServerChannel;

/**
 * For frameworks that hide the pipeline but let the program make the channels: factories of channels that bring the
 * handler along.
 */
final class QosChannels {
    private QosChannels() {}

    /** Channels that connect: each one has the handler, before the framework adds its own. */
    static ChannelFactory<Channel> connecting(ChannelFactory<? extends Channel> channels, QosHandler qos) {
        return () -> {
            Channel channel = channels.newChannel();
            channel.pipeline().addFirst(qos);
            return channel;
        };
    }

    /**
     * Channels that listen: each channel they accept has the handler, before the framework adds its own. The listener has
     * it too, for the handshake, and for HTTP/2, whose servers speak first: that packet leaves before the channel is active.
     */
    static ChannelFactory<ServerChannel> listening(ChannelFactory<? extends ServerChannel> channels, QosHandler qos) {
        return () -> {
            ServerChannel listener = channels.newChannel();
            listener.pipeline().addFirst(qos, new ChannelInboundHandlerAdapter() {
                @Override
                public void channelRead(ChannelHandlerContext ctx, Object accepted) {
                    ((Channel) accepted).pipeline().addFirst(qos);
                    ctx.fireChannelRead(accepted);
                }
            });
            return listener;
        };
    }
}
