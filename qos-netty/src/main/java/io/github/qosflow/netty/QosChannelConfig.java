package io.github.qosflow.netty;

import io.github.qosflow.FlowSpec;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelConfig;
import io.netty.channel.ChannelOption;
import io.netty.channel.MessageSizeEstimator;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.channel.WriteBufferWaterMark;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A channel's configuration with one option more; all else is that of the channel's own configuration, which Netty keeps to
 * itself. The setters are the subclasses', since what they return differs.
 *
 * @param <C> the kind of configuration
 */
abstract class QosChannelConfig<C extends ChannelConfig> implements ChannelConfig {
    final C own;
    private final Channel channel;

    QosChannelConfig(Channel channel, C own) {
        this.channel = channel;
        this.own = own;
    }

    @Override
    public Map<ChannelOption<?>, @Nullable Object> getOptions() {
        Map<ChannelOption<?>, @Nullable Object> options = own.getOptions();
        options.put(QosChannelOption.FLOW_SPEC, FlowOption.get(channel));
        return options;
    }

    /** One by one, for the channel's own configuration does not know all. */
    @Override
    @SuppressWarnings("unchecked")
    public boolean setOptions(Map<ChannelOption<?>, ?> options) {
        boolean all = true;
        for (Map.Entry<ChannelOption<?>, ?> option : options.entrySet()) {
            all &= setOption((ChannelOption<Object>) option.getKey(), option.getValue());
        }
        return all;
    }

    @Override
    @SuppressWarnings("unchecked")
    public <T> @Nullable T getOption(ChannelOption<T> option) {
        return QosChannelOption.FLOW_SPEC.equals(option) ? (T) FlowOption.get(channel) : own.getOption(option);
    }

    @Override
    public <T> boolean setOption(ChannelOption<T> option, @Nullable T value) {
        if (QosChannelOption.FLOW_SPEC.equals(option)) {
            FlowOption.set(channel, (FlowSpec) value);
            return true;
        }
        return own.setOption(option, value);
    }

    @Override
    public int getConnectTimeoutMillis() {
        return own.getConnectTimeoutMillis();
    }

    @Override
    @Deprecated
    public int getMaxMessagesPerRead() {
        return own.getMaxMessagesPerRead();
    }

    @Override
    public int getWriteSpinCount() {
        return own.getWriteSpinCount();
    }

    @Override
    public ByteBufAllocator getAllocator() {
        return own.getAllocator();
    }

    @Override
    @SuppressWarnings("TypeParameterUnusedInFormals") // as Netty declares it
    public <T extends RecvByteBufAllocator> T getRecvByteBufAllocator() {
        return own.getRecvByteBufAllocator();
    }

    @Override
    public boolean isAutoRead() {
        return own.isAutoRead();
    }

    @Override
    public boolean isAutoClose() {
        return own.isAutoClose();
    }

    @Override
    public int getWriteBufferHighWaterMark() {
        return own.getWriteBufferHighWaterMark();
    }

    @Override
    public int getWriteBufferLowWaterMark() {
        return own.getWriteBufferLowWaterMark();
    }

    @Override
    public WriteBufferWaterMark getWriteBufferWaterMark() {
        return own.getWriteBufferWaterMark();
    }

    @Override
    public MessageSizeEstimator getMessageSizeEstimator() {
        return own.getMessageSizeEstimator();
    }
}
