package io.github.qosflow.integrations;

import io.github.qosflow.netty.QosHandler;
import io.lettuce.core.resource.NettyCustomizer;
import io.netty.channel.Channel;

/**
 * Marks the connections of the Redis client Lettuce, by a {@code NettyCustomizer}.
 *
 * <pre>{@code
 * QosHandler control = new QosHandler(FlowSpec.of(TrafficType.EXCELLENT_EFFORT));
 * ClientResources resources = ClientResources.builder()
 *         .nettyCustomizer(LettuceWithQos.marked(control))
 *         .build();
 * RedisClient client = RedisClient.create(resources, "redis://localhost");
 * }</pre>
 *
 * <p>Called for each connection before it connects, again for each reconnect, with TLS and without, on NIO and native
 * transports. Commands share connections, and all have the connection's flow. No state, thus safe for any thread.
 */
public final class LettuceWithQos {
    private LettuceWithQos() {}

    /**
     * What {@code ClientResources.builder().nettyCustomizer(…)} is to be given.
     *
     * @param qos the handler, one for all
     * @return puts it first into each connection
     */
    public static NettyCustomizer marked(QosHandler qos) {
        return new NettyCustomizer() {
            @Override
            public void afterChannelInitialized(Channel channel) {
                channel.pipeline().addFirst(qos);
            }
        };
    }
}
