package io.github.qosflow.examples.netty;

import io.github.qosflow.Dscp;
import io.github.qosflow.FlowSpec;
import io.github.qosflow.TrafficType;
import io.github.qosflow.netty.QosChannelOption;
import io.github.qosflow.netty.QosNioServerSocketChannel;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.EventLoopGroup;

/** A server whose pipelines know nothing of QoS: channel types and options do it. */
final class OptionServer {
    private static final FlowSpec SIGNALING =
            FlowSpec.builder(TrafficType.CONTROL).dscp(Dscp.CS3).build();

    private OptionServer() {}

    static Channel start(EventLoopGroup group, ChannelHandler calls) {
        return new ServerBootstrap()
                .group(group)
                .channel(QosNioServerSocketChannel.class)
                .option(QosChannelOption.FLOW_SPEC, SIGNALING) // the listener: handshakes, where they can be marked
                .childOption(QosChannelOption.FLOW_SPEC, SIGNALING) // what it accepts
                .childHandler(calls)
                .bind(0)
                .syncUninterruptibly()
                .channel();
    }

    /** Another mark from now on, or none with null. */
    static void change(Channel channel, FlowSpec spec) {
        channel.config().setOption(QosChannelOption.FLOW_SPEC, spec);
    }
}
