package io.github.qosflow.netty;

import io.github.qosflow.FlowSpec;
import io.netty.channel.ChannelOption;

/**
 * The channel option of {@link QosNioSocketChannel}, {@link QosNioServerSocketChannel} and {@link QosNioDatagramChannel}.
 *
 * <pre>{@code
 * new ServerBootstrap()
 *         .group(group)
 *         .channel(QosNioServerSocketChannel.class)
 *         .childOption(QosChannelOption.FLOW_SPEC, FlowSpec.of(TrafficType.VOICE))
 *         .childHandler(yourInitializer);
 * }</pre>
 *
 * <p>Any other channel type does not know it: Netty warns of an "Unknown channel option" in its log, and the channel goes
 * on without a flow. For those there is {@link QosHandler}.
 */
public final class QosChannelOption {
    /**
     * What the channel's flow is to be. Set before the channel is active, the flow is there before {@code channelActive}
     * reaches the first of your handlers; set on a live channel, its flow becomes another one. {@code null} ends the flow:
     * say {@code channel.config().setOption(FLOW_SPEC, null)}, for in a bootstrap null takes the option back.
     *
     * <p>A {@link QosHandler} does the work. It is the pipeline's first handler, named {@code qosflow}, and all that is said
     * there holds here: the {@linkplain QosFlowEvent events}, and that a channel without QoS works as any other. The flow
     * ends before the socket closes, whoever closes it. The option may be set by any thread; the pipeline follows on
     * the channel's event loop.
     */
    public static final ChannelOption<FlowSpec> FLOW_SPEC = ChannelOption.valueOf(QosChannelOption.class, "FLOW_SPEC");

    private QosChannelOption() {}
}
