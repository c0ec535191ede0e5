package io.github.qosflow.netty;

import io.github.qosflow.FlowSpec;
import io.github.qosflow.QosSubsystem;
import io.netty.channel.AddressedEnvelope;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;

/**
 * Marks the datagrams of an unconnected channel, whomever they go to: one flow, which each new recipient joins before its
 * first datagram leaves.
 *
 * <pre>{@code
 * new Bootstrap().group(group).channel(NioDatagramChannel.class).handler(new ChannelInitializer<DatagramChannel>() {
 *     @Override
 *     protected void initChannel(DatagramChannel channel) {
 *         channel.pipeline().addLast(new QosDatagramHandler(FlowSpec.of(TrafficType.VOICE)));
 *         channel.pipeline().addLast(new YourMediaHandler());
 *     }
 * });
 * }</pre>
 *
 * <p><b>On Linux</b> the socket is marked as a whole when the channel becomes active; the rest costs nothing there, and
 * {@link QosHandler} would do as well.
 *
 * <p><b>On Windows</b> packets are marked by destination. Recipients that were not sent to before join when the channel is
 * flushed, all in one go, for which the event loop waits some 10 ms at most; while QOS2 is slow their datagrams leave without
 * a mark rather than late. A known recipient costs a look-up and no allocation. At most {@link Builder#maxDestinations}
 * recipients are in the flow: when one more comes, the half that was not sent to for the longest time leaves. They join again
 * with their next datagram. An IPv4 recipient needs an IPv4 channel ({@code SocketProtocolFamily.INET}): on a dual-stack
 * channel its datagrams leave unmarked.
 *
 * <p><b>Events.</b> {@link QosFlowEvent.Attached} comes with the first recipient that is in the flow. For recipients that
 * are refused there is one {@link QosFlowEvent.Failed} per reason; their datagrams leave all the same, and after 30 seconds,
 * or one second if QOS2 was restarted, the next one tries again. Everything else is as {@link QosHandler} has it; a channel
 * that is connected is treated as there.
 *
 * <p>Not sharable: each channel has its own, used on its event loop. Put it first.
 */
public final class QosDatagramHandler extends FlowHandler {
    /** How many recipients are in the flow at most, if nothing else is said. */
    public static final int DEFAULT_MAX_DESTINATIONS = 1024;

    private final int maxDestinations;
    private @Nullable RecipientFlow recipients;

    /**
     * A handler that marks by the subsystem of the process, and keeps {@value #DEFAULT_MAX_DESTINATIONS} recipients.
     *
     * @param spec what the flow is to be
     * @throws IllegalArgumentException if it is adaptive: such a flow has one destination only
     */
    public QosDatagramHandler(FlowSpec spec) {
        this(builder().spec(spec));
    }

    private QosDatagramHandler(Builder builder) {
        super(builder.parts.build());
        maxDestinations = builder.maxDestinations;
    }

    /** {@return a builder; {@code spec} or {@code group} is what it needs} */
    public static Builder builder() {
        return new Builder();
    }

    @Override
    public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
        RecipientFlow flow = recipients;
        if (flow != null
                && message instanceof AddressedEnvelope<?, ?> datagram
                && datagram.recipient() instanceof InetSocketAddress to) {
            flow.note(to);
        }
        ctx.write(message, promise);
    }

    @Override
    public void flush(ChannelHandlerContext ctx) {
        RecipientFlow flow = recipients;
        if (flow != null) {
            flow.join();
        }
        ctx.flush();
    }

    @Override
    boolean hasManyPeers(Channel channel) {
        return !(channel.remoteAddress() instanceof InetSocketAddress);
    }

    @Override
    void awaitingPeers(FlowAttachment attachment, QosSubsystem subsystem) {
        if (recipients == null) {
            recipients = new RecipientFlow(attachment, subsystem, new Recipients(maxDestinations, System::nanoTime));
        }
    }

    @Override
    void detached(FlowAttachment attachment) {
        if (recipients != null) {
            recipients.end();
            recipients = null;
        }
    }

    /** Collects the parts of a {@link QosDatagramHandler}; one thread at a time. */
    public static final class Builder {
        private final FlowSourceBuilder parts = new FlowSourceBuilder();
        private int maxDestinations = DEFAULT_MAX_DESTINATIONS;

        private Builder() {}

        /**
         * Says what the flow is to be; needed, unless there is a group.
         *
         * @param value the specification
         * @return this builder
         * @throws IllegalArgumentException if it is adaptive: such a flow has one destination only
         */
        public Builder spec(FlowSpec value) {
            if (value.adaptive()) {
                throw new IllegalArgumentException(
                        "an adaptive flow has one destination only, connect the channel: " + value);
            }
            parts.spec(value);
            return this;
        }

        /**
         * Shares the flow of a group, recipients and all.
         *
         * @param value the group
         * @return this builder
         */
        public Builder group(FlowGroup value) {
            parts.group(value);
            return this;
        }

        /**
         * Takes this subsystem. Default: the one of the process.
         *
         * @param value an open subsystem; closing it remains the caller's task
         * @return this builder
         */
        public Builder subsystem(QosSubsystem value) {
            parts.subsystem(value);
            return this;
        }

        /**
         * Finds the socket this way. Default: NIO, epoll, io_uring and kqueue channels are known.
         *
         * @param value the way
         * @return this builder
         */
        public Builder socketResolver(SocketResolver value) {
            parts.resolver(value);
            return this;
        }

        /**
         * Bounds how many recipients are in the flow at a time, each of which takes memory in the system too.
         *
         * @param value 2 or more; {@value QosDatagramHandler#DEFAULT_MAX_DESTINATIONS} by default
         * @return this builder
         * @throws IllegalArgumentException if it is less than 2
         */
        public Builder maxDestinations(int value) {
            if (value < 2) {
                throw new IllegalArgumentException("maxDestinations is 2 or more, this is " + value);
            }
            maxDestinations = value;
            return this;
        }

        /** Serves only these channels, and none that has a handler added by hand. */
        Builder choice(BiPredicate<Channel, @Nullable SocketAddress> value) {
            parts.choice(value);
            return this;
        }

        /**
         * The finished handler.
         *
         * @return a handler for one channel
         * @throws IllegalStateException if neither {@code spec} nor {@code group} was given
         * @throws IllegalArgumentException if both were given and contradict each other
         */
        public QosDatagramHandler build() {
            return new QosDatagramHandler(this);
        }
    }
}
