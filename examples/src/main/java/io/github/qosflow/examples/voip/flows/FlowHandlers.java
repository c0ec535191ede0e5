package io.github.qosflow.examples.voip.flows;

import io.github.qosflow.FlowSpec;
import io.github.qosflow.QosSubsystem;
import io.github.qosflow.TrafficType;
import io.github.qosflow.netty.FlowGroup;
import io.github.qosflow.netty.QosDatagramHandler;
import io.github.qosflow.netty.QosFlowEvent;
import io.github.qosflow.netty.QosHandler;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Puts the server's channels into flows: signaling CONTROL, audio VOICE, other media AUDIO_VIDEO. What DSCP that is says the
 * subsystem's profile: CS5, EF and AF41 with {@code RFC4594}. Call each method before the channel is active. Thread-safe.
 */
public final class FlowHandlers {
    private static final FlowSpec SIGNALING = FlowSpec.of(TrafficType.CONTROL);
    private static final FlowSpec CONNECTION =
            FlowSpec.builder(TrafficType.CONTROL).adaptive(true).build();
    private static final int PEERS = 16_384;

    private final @Nullable QosSubsystem subsystem;
    private final ChannelHandler notices;

    private FlowHandlers(@Nullable QosSubsystem subsystem, BiConsumer<Channel, QosFlowEvent> listener) {
        this.subsystem = subsystem;
        this.notices = new Notices(listener);
    }

    /**
     * Marks all channels.
     *
     * @param subsystem makes the flows
     * @param listener is told what happens to them, on the channel's event loop
     * @return the handlers
     */
    public static FlowHandlers of(QosSubsystem subsystem, BiConsumer<Channel, QosFlowEvent> listener) {
        return new FlowHandlers(subsystem, listener);
    }

    /** {@return handlers that mark nothing} */
    public static FlowHandlers off() {
        return new FlowHandlers(null, (channel, event) -> {});
    }

    /**
     * A connection that carries signaling, congestion told.
     *
     * @param channel the connection
     */
    public void addConnection(Channel channel) {
        add(channel, CONNECTION);
    }

    /**
     * A socket that accepts connections: its handshakes are marked where they can be.
     *
     * @param channel the listener
     */
    public void addListener(Channel channel) {
        add(channel, SIGNALING);
    }

    private void add(Channel channel, FlowSpec spec) {
        if (subsystem != null) {
            channel.pipeline()
                    .addLast(
                            QosHandler.builder().spec(spec).subsystem(subsystem).build(), notices);
        }
    }

    /**
     * A UDP socket that carries signaling with many peers.
     *
     * @param channel the socket
     */
    public void addDatagrams(Channel channel) {
        if (subsystem != null) {
            channel.pipeline()
                    .addLast(
                            QosDatagramHandler.builder()
                                    .spec(SIGNALING)
                                    .subsystem(subsystem)
                                    .maxDestinations(PEERS)
                                    .build(),
                            notices);
        }
    }

    /**
     * The flow that RTP and RTCP of a leg share.
     *
     * @param medium {@code audio}, {@code video} or another one
     * @return the flow's members to be
     */
    public FlowGroup leg(String medium) {
        return FlowGroup.of(FlowSpec.of("audio".equals(medium) ? TrafficType.VOICE : TrafficType.AUDIO_VIDEO));
    }

    /**
     * A UDP socket of a leg.
     *
     * @param channel the socket
     * @param leg whose flow it joins
     */
    public void addMedia(Channel channel, FlowGroup leg) {
        if (subsystem != null) {
            channel.pipeline()
                    .addLast(
                            QosDatagramHandler.builder()
                                    .group(leg)
                                    .subsystem(subsystem)
                                    .build(),
                            notices);
        }
    }

    /** {@return whether channels are put into flows at all} */
    public boolean enabled() {
        return subsystem != null;
    }

    /** {@return what makes the flows, unless nothing is marked} */
    public Optional<QosSubsystem> subsystem() {
        return Optional.ofNullable(subsystem);
    }

    /** {@return how many flows there are now} */
    public long count() {
        return subsystem == null ? 0 : subsystem.statistics().flowsOpen();
    }

    @ChannelHandler.Sharable
    private static final class Notices extends ChannelInboundHandlerAdapter {
        private final BiConsumer<Channel, QosFlowEvent> listener;

        Notices(BiConsumer<Channel, QosFlowEvent> listener) {
            this.listener = listener;
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
            if (event instanceof QosFlowEvent notice) {
                listener.accept(ctx.channel(), notice);
            }
            ctx.fireUserEventTriggered(event);
        }
    }
}
