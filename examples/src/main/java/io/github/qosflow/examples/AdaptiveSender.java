package io.github.qosflow.examples;

import io.github.qosflow.DataRate;
import io.github.qosflow.FlowSpec;
import io.github.qosflow.NativeSocket;
import io.github.qosflow.OutgoingRate;
import io.github.qosflow.PacketHeaders;
import io.github.qosflow.QosException;
import io.github.qosflow.QosException.Reason;
import io.github.qosflow.QosFlow;
import io.github.qosflow.QosFlowListener;
import io.github.qosflow.QosSubsystem;
import io.github.qosflow.RateReason;
import io.github.qosflow.Shaping;
import io.github.qosflow.TrafficType;
import java.util.function.Consumer;

/** A video sender that lets Windows measure the path, and sends less while it is congested. */
public final class AdaptiveSender implements QosFlowListener {
    private static final DataRate FULL = DataRate.ofMegabitsPerSecond(8);
    private static final DataRate HALF = DataRate.ofMegabitsPerSecond(4);
    private static final int PAYLOAD = 1200;

    private final Consumer<DataRate> encoder;

    /**
     * A sender.
     *
     * @param encoder told how much video to make
     */
    public AdaptiveSender(Consumer<DataRate> encoder) {
        this.encoder = encoder;
    }

    /**
     * Makes the flow, and one that is not adaptive where the peer cannot be measured.
     *
     * @param qos the subsystem
     * @param socket a connected IPv4 datagram socket
     * @return the flow
     * @throws QosException if neither can be had
     */
    public QosFlow start(QosSubsystem qos, NativeSocket socket) throws QosException {
        FlowSpec video = FlowSpec.builder(TrafficType.AUDIO_VIDEO)
                .adaptive(true)
                .outgoingRate(OutgoingRate.of(FULL.withHeaders(PacketHeaders.IPV4_UDP, PAYLOAD)))
                .build();
        try {
            QosFlow flow = qos.createFlow(video, socket);
            flow.addListener(this);
            flow.queryFundamentals(false).thenAccept(path -> System.out.println("the path: " + path));
            return flow;
        } catch (QosException e) {
            if (e.reason() != Reason.NOT_SUPPORTED && e.reason() != Reason.DISABLED_BY_POLICY) {
                throw e;
            }
            return qos.createFlow(video.toBuilder().adaptive(false).build(), socket);
        }
    }

    @Override
    public void congested(QosFlow flow) {
        send(flow, HALF, RateReason.CONGESTION);
    }

    @Override
    public void uncongested(QosFlow flow) {
        send(flow, FULL, RateReason.NOT_APPLICABLE);
    }

    @Override
    public void available(QosFlow flow, DataRate rate) {
        send(flow, FULL, RateReason.NOT_APPLICABLE);
    }

    /** What the path does not offer now is told by {@code available} later. */
    private void send(QosFlow flow, DataRate payload, RateReason reason) {
        try {
            DataRate rate = payload.withHeaders(PacketHeaders.IPV4_UDP, PAYLOAD);
            flow.setOutgoingRate(new OutgoingRate(rate, Shaping.SHAPE_AND_MARK, reason));
            encoder.accept(payload);
        } catch (QosException e) {
            System.out.println("the rate stays: " + e.hint());
        }
    }
}
