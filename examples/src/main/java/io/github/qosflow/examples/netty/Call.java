package io.github.qosflow.examples.netty;

import io.github.qosflow.FlowSpec;
import io.github.qosflow.TrafficType;
import io.github.qosflow.netty.FlowGroup;
import io.github.qosflow.netty.QosHandler;
import io.netty.channel.Channel;
import java.util.concurrent.CompletableFuture;

/** A call of two legs, each with RTP and RTCP: four sockets that are treated alike. */
final class Call {
    private final FlowGroup flow = FlowGroup.of(FlowSpec.of(TrafficType.VOICE));
    private final QosHandler handler = QosHandler.builder().group(flow).build();

    /** Media of this call; it leaves the flow when it closes, and the last one ends it. */
    void add(Channel media) {
        media.pipeline().addFirst(handler);
    }

    /** All four at once. */
    CompletableFuture<Void> beginVideo() {
        return flow.setSpec(FlowSpec.of(TrafficType.AUDIO_VIDEO));
    }

    FlowGroup flow() {
        return flow;
    }
}
