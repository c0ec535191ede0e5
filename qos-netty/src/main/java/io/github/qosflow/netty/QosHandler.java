package io.github.qosflow.netty;

import io.github.qosflow.FlowSpec;
import io.github.qosflow.QosFlow;
import io.github.qosflow.QosSubsystem;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ServerChannel;
import io.netty.util.AttributeKey;
import java.net.SocketAddress;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiPredicate;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Puts each channel's socket into a flow as long as the channel lives, so that every packet leaves with its mark.
 *
 * <pre>{@code
 * QosHandler voice = new QosHandler(FlowSpec.of(TrafficType.VOICE));
 *
 * new ServerBootstrap().childHandler(new ChannelInitializer<SocketChannel>() {
 *     @Override
 *     protected void initChannel(SocketChannel channel) {
 *         channel.pipeline().addLast(voice);      // first, and one instance for all channels
 *         channel.pipeline().addLast(new YourHandler());
 *     }
 * });
 * }</pre>
 *
 * <p><b>Position.</b> First, or at least before the handlers that want to see its {@link QosFlowEvent}s. Never with an
 * {@code EventExecutorGroup} of its own. It takes part in the life of a channel only: reads, writes and flushes skip it.
 *
 * <p><b>When.</b> The flow is there before {@code channelActive} reaches the next handler, so the first write is marked; where
 * whole sockets can be marked (Linux) a client's is before it connects, so its handshake is too.
 * Windows is asked by another thread, for which the event loop waits 10 ms at most, and not at all while it is slow.
 * Added to a channel that is active already, as accepted ones are, the flow is there at once, so that what others write
 * when they are added is marked too (an HTTP/2 server's first packet); its specification is looked at once more when the
 * pipeline is complete, and the event comes with the event loop's next task at the latest. An unconnected datagram
 * channel is marked as a whole where the system can do that (Linux), else when it is connected. A listening channel is
 * marked where that can be done, for the sake of its handshake packets. Of several handlers in one pipeline the one added first
 * serves; when it is removed, another takes its place. When the channel closes or disconnects, or its handler is removed,
 * the flow ends and a living socket gets back the marks it had.
 *
 * <p><b>When QoS cannot be had</b> the channel works as if this handler were not there: no exception, no closed channel,
 * no write lost or late. There is one {@link QosFlowEvent.Failed} event with the cause and a hint, and per kind of
 * failure one warning in the log {@code io.github.qosflow.netty.QosHandler}. A channel without a socket of its own
 * (embedded, local, unix domain, a stream of HTTP/2 or QUIC) gets one {@link QosFlowEvent.NotApplicable}.
 *
 * <p>Sharable and immutable, thus safe for any thread and any number of channels.
 *
 * @see QosFlowEvent
 */
@Sharable
public final class QosHandler extends FlowHandler {
    /** Overrides the handler's specification for one channel: set it by {@code attr}, {@code childAttr} or before it is active. */
    public static final AttributeKey<FlowSpec> FLOW_SPEC = AttributeKey.valueOf(QosHandler.class, "FLOW_SPEC");

    /**
     * A handler that gives all its channels flows of this kind, in the subsystem of the process.
     *
     * @param spec what the flows are to be
     */
    public QosHandler(FlowSpec spec) {
        this(builder().spec(spec));
    }

    private QosHandler(Builder builder) {
        super(builder.parts.build());
    }

    /** {@return a builder; {@code spec} or {@code group} is what it needs} */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * The flow of a channel, or of the connection it belongs to: a stream of HTTP/2 is asked for its connection's.
     *
     * @param channel any channel
     * @return its flow while it has one that is open; safe to call from any thread
     */
    public static Optional<QosFlow> flow(Channel channel) {
        for (Channel at = channel; at != null; at = at.parent()) {
            QosFlow flow = Attachments.flowOf(at);
            if (flow != null) {
                return Optional.of(flow);
            }
            if (at.parent() instanceof ServerChannel) {
                break; // the listener's flow is not that of the accepted channel
            }
        }
        return Optional.empty();
    }

    /**
     * Gives one channel another specification, at once if it has a flow: connections of a pool, a call that begins to carry
     * video. The flow is changed, or replaced where no living flow can be changed so.
     *
     * <p>What the system refuses is told by {@link QosFlowEvent.Failed}; then the flow goes on as it was.
     *
     * @param channel any channel; nothing happens if no handler of this library is there, now or later
     * @param spec the specification, or null for the handler's own
     */
    public static void setFlowSpec(Channel channel, @Nullable FlowSpec spec) {
        channel.attr(FLOW_SPEC).set(spec);
        Attachments.specChanged(channel);
    }

    /**
     * Switches QoS off or on for all channels of the process, for networks that drop marked packets. Off, all flows of channels
     * end and former marks come back; these channels and new ones are told {@link QosFlowEvent.NotApplicable}. On, all of
     * them are put into flows.
     *
     * <p>A process started with {@code -Dio.github.qosflow.enabled=false} is off at first. Each channel follows with its
     * event loop's next task.
     *
     * @param enabled whether channels are put into flows
     */
    public static void setEnabled(boolean enabled) {
        OffSwitch.PROCESS.turn(enabled);
    }

    /** {@return whether channels are put into flows} */
    public static boolean isEnabled() {
        return OffSwitch.PROCESS.isOn();
    }

    /** Collects the parts of a {@link QosHandler}; one thread at a time. */
    public static final class Builder {
        private final FlowSourceBuilder parts = new FlowSourceBuilder();

        private Builder() {}

        /**
         * Says what all flows are to be; needed, unless the other {@code spec} or {@code group} is called.
         *
         * @param value the specification
         * @return this builder
         */
        public Builder spec(FlowSpec value) {
            parts.spec(value);
            return this;
        }

        /**
         * Says what each channel's flow is to be, decided on its event loop when the channel becomes active; if it had its
         * flow before that, twice.
         *
         * @param value gives the specification; if it throws or returns null, that channel goes unmarked and a
         *     {@link QosFlowEvent.Failed} tells
         * @return this builder
         */
        public Builder spec(Function<? super Channel, FlowSpec> value) {
            parts.spec(value);
            return this;
        }

        /**
         * Lets all channels of the handler share the flow of a group. Its specification counts: {@code spec} may be left out.
         *
         * @param value the group
         * @return this builder
         */
        public Builder group(FlowGroup value) {
            parts.group(value);
            return this;
        }

        /**
         * Takes this subsystem. Default: one for the process, opened when such a handler is first added to a pipeline.
         *
         * @param value an open subsystem; closing it remains the caller's task. Channels that are open then go on unmarked
         *     and hear of it when they close; those that come later are told {@link QosFlowEvent.Failed}
         * @return this builder
         */
        public Builder subsystem(QosSubsystem value) {
            parts.subsystem(value);
            return this;
        }

        /**
         * Finds sockets this way. Default: NIO, epoll, io_uring and kqueue channels are known.
         *
         * @param value the way
         * @return this builder
         */
        public Builder socketResolver(SocketResolver value) {
            parts.resolver(value);
            return this;
        }

        /** Serves only these channels, and none that has a handler added by hand. */
        Builder choice(BiPredicate<Channel, @Nullable SocketAddress> value) {
            parts.choice(value);
            return this;
        }

        /** For tests: a subsystem that opens late, or never. */
        Builder opening(Supplier<CompletableFuture<QosSubsystem>> value) {
            parts.opening(value);
            return this;
        }

        /**
         * The finished handler.
         *
         * @return an immutable, sharable handler
         * @throws IllegalStateException if neither {@code spec} nor {@code group} was given
         * @throws IllegalArgumentException if both were given and contradict each other
         */
        public QosHandler build() {
            return new QosHandler(this);
        }
    }
}
