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
import java.util.function.Function;

/**
 * Puts the server's channels into flows: signaling CONTROL, audio VOICE, other media AUDIO_VIDEO. What DSCP that is says the
 * subsystem's profile: CS5, EF and AF41 with {@code RFC4594}. Call each method before the channel is active. Thread-safe.
 */
public final class FlowHandlers {
    private static final FlowSpec SIGNALING = FlowSpec.of(TrafficType.CONTROL);
    private static final FlowSpec CONNECTION =
            FlowSpec.builder(TrafficType.CONTROL).adaptive(true).build();
    private static final int PEERS = 16_384;

    private final Optional<QosSubsystem> subsystem;
    private final BiConsumer<Channel, QosFlowEvent> listener;
    private final ChannelHandler notices = new Notices();

    private FlowHandlers(Optional<QosSubsystem> subsystem, BiConsumer<Channel, QosFlowEvent> listener) {
        this.subsystem = subsystem;
        this.listener = listener;
    }

    /**
     * Marks all channels.
     *
     * @param subsystem makes the flows
     * @param listener is told what happens to them, on the channel's event loop
     * @return the handlers
     */
    public static FlowHandlers of(QosSubsystem subsystem, BiConsumer<Channel, QosFlowEvent> listener) {
        return new FlowHandlers(Optional.of(subsystem), listener);
    }

    /** {@return handlers that mark nothing} */
    public static FlowHandlers off() {
        return new FlowHandlers(Optional.empty(), (channel, event) -> {});
    }

    private void add(Channel channel, Function<QosSubsystem, ChannelHandler> handler) {
        subsystem.ifPresent(flows -> channel.pipeline().addLast(handler.apply(flows), notices));
    }

    /**
     * A connection that carries signaling, congestion told.
     *
     * @param channel the connection
     */
    public void addConnection(Channel channel) {
        add(
                channel,
                flows -> QosHandler.builder().spec(CONNECTION).subsystem(flows).build());
    }

    /**
     * A socket that accepts connections: its handshakes are marked where they can be.
     *
     * @param channel the listener
     */
    public void addListener(Channel channel) {
        add(
                channel,
                flows -> QosHandler.builder().spec(SIGNALING).subsystem(flows).build());
    }

    /**
     * A UDP socket that carries signaling with many peers.
     *
     * @param channel the socket
     */
    public void addDatagrams(Channel channel) {
        add(
                channel,
                flows -> QosDatagramHandler.builder()
                        .spec(SIGNALING)
                        .subsystem(flows)
                        .maxDestinations(PEERS)
                        .build());
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
        add(
                channel,
                flows ->
                        QosDatagramHandler.builder().group(leg).subsystem(flows).build());
    }

    /** {@return what makes the flows, unless nothing is marked} */
    public Optional<QosSubsystem> subsystem() {
        return subsystem;
    }

    /** {@return how many flows there are now} */
    public long count() {
        return subsystem.map(flows -> flows.statistics().flowsOpen()).orElse(0L);
    }

    @ChannelHandler.Sharable
    private final class Notices extends ChannelInboundHandlerAdapter {
        @Override
        public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
            if (event instanceof QosFlowEvent notice) {
                listener.accept(ctx.channel(), notice);
            }
            ctx.fireUserEventTriggered(event);
        }
    }
}
