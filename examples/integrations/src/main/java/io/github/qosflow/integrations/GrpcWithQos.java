package io.github.qosflow.integrations;

import io.github.qosflow.netty.QosHandler;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.NettyServerBuilder;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFactory;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.ServerChannel;

/**
 * Marks the connections of gRPC, whose builders hide the pipeline, by {@code channelFactory}.
 *
 * <pre>{@code
 * QosHandler voice = new QosHandler(FlowSpec.builder(TrafficType.VOICE).dscp(Dscp.EF).build());
 * EventLoopGroup loops = new MultiThreadIoEventLoopGroup(NioIoHandler.newFactory());
 * Server server = GrpcWithQos.marked(NettyServerBuilder.forPort(50051), NioServerSocketChannel::new, loops, voice)
 *         .addService(echo)
 *         .build();
 * ManagedChannel client =
 *         GrpcWithQos.marked(NettyChannelBuilder.forAddress("host", 50051), NioSocketChannel::new, loops, voice)
 *                 .build();
 * }</pre>
 *
 * <p>Who says how gRPC makes its channels must also give it event loops, of the same kind, and shut them down. One
 * connection carries many calls, and all have its flow. Works with {@code grpc-netty}, not with
 * {@code grpc-netty-shaded}, whose copy of Netty takes no other handlers. No state, thus safe for any thread.
 */
public final class GrpcWithQos {
    private GrpcWithQos() {}

    /**
     * A server whose accepted connections are marked.
     *
     * @param server to be changed
     * @param channels what is to listen, for instance {@code NioServerSocketChannel::new}
     * @param loops of the same kind; remain the caller's
     * @param qos the handler, one for all
     * @return the same builder
     */
    public static NettyServerBuilder marked(
            NettyServerBuilder server,
            ChannelFactory<? extends ServerChannel> channels,
            EventLoopGroup loops,
            QosHandler qos) {
        return server.channelFactory(QosChannels.listening(channels, qos))
                .bossEventLoopGroup(loops)
                .workerEventLoopGroup(loops);
    }

    /**
     * A client whose connections are marked.
     *
     * @param client to be changed
     * @param channels what is to connect, for instance {@code NioSocketChannel::new}
     * @param loops of the same kind; remain the caller's
     * @param qos the handler, one for all
     * @return the same builder
     */
    public static NettyChannelBuilder marked(
            NettyChannelBuilder client,
            ChannelFactory<? extends Channel> channels,
            EventLoopGroup loops,
            QosHandler qos) {
        return client.channelFactory(QosChannels.connecting(channels, qos)).eventLoopGroup(loops);
    }
}
