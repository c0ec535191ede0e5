package io.github.qosflow.examples.bottleneck;

import io.github.qosflow.Dscp;
import io.github.qosflow.FlowSpec;
import io.github.qosflow.TrafficType;
import io.github.qosflow.netty.QosHandler;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketProtocolFamily;
import io.netty.channel.socket.nio.NioDatagramChannel;
import java.net.InetSocketAddress;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/** A telephone's outgoing half: a connected Netty datagram channel that sends on its event loop. */
record VoiceSender(Mark mark, InetSocketAddress receiver, int packets) {
    void run() throws InterruptedException, ExecutionException {
        EventLoopGroup loops = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
        try {
            Channel channel = bootstrap(mark)
                    .group(loops)
                    .channelFactory(() -> new NioDatagramChannel(SocketProtocolFamily.INET))
                    .connect(receiver)
                    .sync()
                    .channel();
            new Speech(channel, packets).start().get();
            channel.close().sync();
        } finally {
            loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).sync();
        }
    }

    /** All that differs between the cases. */
    private static Bootstrap bootstrap(Mark mark) {
        Bootstrap bootstrap = new Bootstrap();
        return switch (mark) {
            case NONE -> bootstrap.handler(new ChannelInboundHandlerAdapter());
            case TOS ->
                bootstrap.option(ChannelOption.IP_TOS, Dscp.EF.tosByte()).handler(new ChannelInboundHandlerAdapter());
            case EF ->
                bootstrap.handler(new Marked(new QosHandler(
                        FlowSpec.builder(TrafficType.VOICE).dscp(Dscp.EF).build())));
            case VOICE -> bootstrap.handler(new Marked(new QosHandler(FlowSpec.of(TrafficType.VOICE))));
        };
    }
}
