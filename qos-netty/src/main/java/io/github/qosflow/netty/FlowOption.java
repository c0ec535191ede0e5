package io.github.qosflow.netty;

import io.github.qosflow.FlowSpec;
import io.github.qosflow.QosSubsystem;
import io.github.qosflow.TrafficType;
import io.netty.channel.Channel;
import io.netty.channel.ChannelPipeline;
import io.netty.util.AttributeKey;
import org.jspecify.annotations.Nullable;

/**
 * What {@link QosChannelOption#FLOW_SPEC} means: the specification stands in the channel's attribute, and a handler stands
 * first in its pipeline as long as there is one. For any thread.
 */
final class FlowOption {
    static final String HANDLER_NAME = "qosflow";

    /** Stands in an attribute of the channels that were made with a subsystem, for these and their children. */
    private static final AttributeKey<QosHandler> HANDLER = AttributeKey.valueOf(FlowOption.class, "HANDLER");

    /** Of all other channels: their flows are in the subsystem of the process. */
    private static final QosHandler SHARED =
            QosHandler.builder().spec(FlowOption::wanted).build();

    private FlowOption() {}

    /** The flows of this channel and of its children are made in this subsystem. */
    static void use(Channel channel, QosSubsystem subsystem) {
        channel.attr(HANDLER)
                .set(QosHandler.builder()
                        .spec(FlowOption::wanted)
                        .subsystem(subsystem)
                        .build());
    }

    static @Nullable FlowSpec get(Channel channel) {
        return FlowSource.ownSpec(channel);
    }

    static void set(Channel channel, @Nullable FlowSpec spec) {
        channel.attr(QosHandler.FLOW_SPEC).set(spec);
        if (!channel.isRegistered() || channel.eventLoop().inEventLoop()) {
            apply(channel);
        } else {
            channel.eventLoop().execute(() -> apply(channel));
        }
    }

    /** Looks at the attribute again: another thread may have set it meanwhile, and the order of such tasks must not matter. */
    private static void apply(Channel channel) {
        QosHandler handler = handlerOf(channel);
        ChannelPipeline pipeline = channel.pipeline();
        boolean wanted = get(channel) != null;
        boolean there = pipeline.context(handler) != null;
        if (wanted && !there) {
            pipeline.addFirst(HANDLER_NAME, handler);
        } else if (!wanted && there) {
            pipeline.remove(handler);
        }
        Attachments.specChanged(channel);
    }

    private static QosHandler handlerOf(Channel channel) {
        for (Channel at = channel; at != null; at = at.parent()) {
            if (at.hasAttr(HANDLER)) {
                return at.attr(HANDLER).get();
            }
        }
        return SHARED;
    }

    /** Without a specification only for a moment: another thread has taken it back, and the handler is about to go. */
    private static FlowSpec wanted(Channel channel) {
        FlowSpec spec = get(channel);
        return spec != null ? spec : FlowSpec.of(TrafficType.BEST_EFFORT);
    }
}
