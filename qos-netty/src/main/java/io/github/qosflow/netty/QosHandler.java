package io.github.qosflow.netty;

import io.github.qosflow.FlowSpec;
import io.github.qosflow.NativeSocket;
import io.github.qosflow.QosException;
import io.github.qosflow.QosFlow;
import io.github.qosflow.QosSubsystem;
import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.channel.ServerChannel;
import io.netty.util.AttributeKey;
import java.net.SocketAddress;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
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
 * Added to a channel that is active already, the flow comes with the event loop's next task. An unconnected datagram
 * channel is marked as a whole where the system can do that (Linux), else when it is connected. A listening channel is
 * marked where that can be done, for the sake of its handshake packets. Of several handlers in one pipeline the first one
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
public final class QosHandler extends ChannelDuplexHandler {
    /** Overrides the handler's specification for one channel: set it by {@code attr}, {@code childAttr} or before it is active. */
    public static final AttributeKey<FlowSpec> FLOW_SPEC = AttributeKey.valueOf(QosHandler.class, "FLOW_SPEC");

    private final Function<? super Channel, FlowSpec> spec;
    private final Supplier<CompletableFuture<QosSubsystem>> subsystem;
    private final SocketResolver resolver;

    /**
     * A handler that gives all its channels flows of this kind, in the subsystem of the process.
     *
     * @param spec what the flows are to be
     */
    public QosHandler(FlowSpec spec) {
        this(builder().spec(spec));
    }

    private QosHandler(Builder builder) {
        Function<? super Channel, FlowSpec> wanted = builder.spec;
        if (wanted == null) {
            throw new IllegalStateException("say what the flows are to be: call spec(…) before build()");
        }
        this.spec = wanted;
        this.subsystem = builder.subsystem;
        this.resolver = builder.resolver;
    }

    /** {@return a builder; {@code spec} is what it needs} */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * The flow of a channel, or of the connection it belongs to: a stream of HTTP/2 is asked for its connection's.
     *
     * @param channel any channel
     * @return its flow while it has one; safe to call from any thread
     */
    public static Optional<QosFlow> flow(Channel channel) {
        for (Channel at = channel; at != null; at = at.parent()) {
            QosFlow flow = FlowAttachment.flowOf(at);
            if (flow != null) {
                return Optional.of(flow);
            }
            if (at.parent() instanceof ServerChannel) {
                break; // the listener's flow is not that of the accepted channel
            }
        }
        return Optional.empty();
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        subsystem(); // begins to open, so that it is there when the channel is active
        if (ctx.channel().isActive()) {
            FlowAttachment.startSoon(ctx);
        }
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        FlowAttachment attachment = FlowAttachment.start(ctx);
        ctx.fireChannelActive();
        if (attachment != null) {
            attachment.report();
        }
    }

    @Override
    public void connect(
            ChannelHandlerContext ctx, SocketAddress remote, @Nullable SocketAddress local, ChannelPromise promise) {
        FlowAttachment.connecting(ctx, remote, promise);
        ctx.connect(remote, local, promise);
    }

    @Override
    public void disconnect(ChannelHandlerContext ctx, ChannelPromise promise) {
        FlowAttachment attachment = FlowAttachment.of(ctx);
        if (attachment != null) {
            attachment.disconnecting(promise);
        }
        ctx.disconnect(promise);
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        FlowAttachment.end(ctx);
        ctx.fireChannelInactive();
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        if (FlowAttachment.end(ctx)) {
            FlowAttachment.startSuccessor(ctx);
        }
    }

    /** {@return the subsystem, opening or opened or failed} */
    CompletableFuture<QosSubsystem> subsystem() {
        return subsystem.get();
    }

    /** {@return what the channel's flow is to be} */
    FlowSpec specOf(Channel channel) throws QosException {
        FlowSpec own = channel.hasAttr(FLOW_SPEC) ? channel.attr(FLOW_SPEC).get() : null;
        try {
            return own != null ? own : Objects.requireNonNull(spec.apply(channel), "the spec function returned null");
        } catch (RuntimeException e) {
            throw Failures.of("spec function", e);
        }
    }

    /** {@return the channel's socket, empty if it has none} */
    Optional<NativeSocket> socketOf(Channel channel) throws QosException {
        try {
            return Objects.requireNonNull(resolver.resolve(channel), "the socket resolver returned null");
        } catch (RuntimeException | LinkageError e) {
            throw Failures.of("socket resolver", e);
        }
    }

    /** Collects the parts of a {@link QosHandler}; one thread at a time. */
    public static final class Builder {
        private @Nullable Function<? super Channel, FlowSpec> spec;
        private Supplier<CompletableFuture<QosSubsystem>> subsystem = SharedSubsystem.INSTANCE;
        private SocketResolver resolver = ChannelSockets.INSTANCE;

        private Builder() {}

        /**
         * Says what all flows are to be; needed, unless the other {@code spec} is called.
         *
         * @param value the specification
         * @return this builder
         */
        public Builder spec(FlowSpec value) {
            Objects.requireNonNull(value, "spec");
            spec = channel -> value;
            return this;
        }

        /**
         * Says what each channel's flow is to be, decided when the channel becomes active, on its event loop.
         *
         * @param value gives the specification; if it throws or returns null, that channel goes unmarked and a
         *     {@link QosFlowEvent.Failed} tells
         * @return this builder
         */
        public Builder spec(Function<? super Channel, FlowSpec> value) {
            spec = Objects.requireNonNull(value, "spec");
            return this;
        }

        /**
         * Takes this subsystem. Default: one for the process, opened when such a handler is first added to a pipeline.
         *
         * @param value an open subsystem; closing it remains the caller's task
         * @return this builder
         */
        public Builder subsystem(QosSubsystem value) {
            CompletableFuture<QosSubsystem> opened =
                    CompletableFuture.completedFuture(Objects.requireNonNull(value, "subsystem"));
            subsystem = () -> opened;
            return this;
        }

        /**
         * Finds sockets this way. Default: NIO, epoll, io_uring and kqueue channels are known.
         *
         * @param value the way
         * @return this builder
         */
        public Builder socketResolver(SocketResolver value) {
            resolver = Objects.requireNonNull(value, "socketResolver");
            return this;
        }

        /** For tests: a subsystem that opens late, or never. */
        Builder opening(Supplier<CompletableFuture<QosSubsystem>> value) {
            subsystem = value;
            return this;
        }

        /**
         * The finished handler.
         *
         * @return an immutable, sharable handler
         * @throws IllegalStateException if no {@code spec} was given
         */
        public QosHandler build() {
            return new QosHandler(this);
        }
    }
}
