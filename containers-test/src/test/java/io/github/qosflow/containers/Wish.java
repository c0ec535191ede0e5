package io.github.qosflow.containers;

import io.github.qosflow.Dscp;
import io.github.qosflow.FlowSpec;
import io.github.qosflow.TrafficType;
import org.jspecify.annotations.Nullable;

/** What a channel asks for, and what its packets and its socket must carry then. */
enum Wish {
    /** No handler at all: shows that the receiver's capture can tell marked packets from others. */
    NOTHING(null, 0, 0),
    BEST_EFFORT(FlowSpec.of(TrafficType.BEST_EFFORT), 0, 0),
    BACKGROUND(FlowSpec.of(TrafficType.BACKGROUND), 8, 2),
    EXCELLENT_EFFORT(FlowSpec.of(TrafficType.EXCELLENT_EFFORT), 40, 4),
    AUDIO_VIDEO(FlowSpec.of(TrafficType.AUDIO_VIDEO), 40, 4),
    VOICE(FlowSpec.of(TrafficType.VOICE), 56, 6),
    CONTROL(FlowSpec.of(TrafficType.CONTROL), 56, 6),
    EF(exactly(Dscp.EF, TrafficType.VOICE), 46, 6),
    AF41(exactly(Dscp.AF41, TrafficType.AUDIO_VIDEO), 34, 4),
    LE(exactly(Dscp.LE, TrafficType.BACKGROUND), 1, 2);

    private final @Nullable FlowSpec spec;
    private final int dscp;
    private final int priority;

    Wish(@Nullable FlowSpec spec, int dscp, int priority) {
        this.spec = spec;
        this.dscp = dscp;
        this.priority = priority;
    }

    private static FlowSpec exactly(Dscp dscp, TrafficType type) {
        return FlowSpec.builder(type).dscp(dscp).build();
    }

    @Nullable
    FlowSpec spec() {
        return spec;
    }

    int dscp() {
        return dscp;
    }

    /** SO_PRIORITY. */
    int priority() {
        return priority;
    }
}
