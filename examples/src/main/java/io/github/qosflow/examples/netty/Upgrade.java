package io.github.qosflow.examples.netty;

import io.github.qosflow.FlowSpec;
import io.github.qosflow.TrafficType;
import io.github.qosflow.netty.QosHandler;
import io.netty.channel.Channel;
import io.netty.channel.pool.ChannelPool;

/** Connections of a pool: whoever takes one says what it is for, and gives it back as it was. */
final class Upgrade {
    private Upgrade() {}

    static void take(Channel pooled, FlowSpec wanted) {
        QosHandler.setFlowSpec(pooled, wanted);
    }

    static void giveBack(ChannelPool pool, Channel pooled) {
        QosHandler.setFlowSpec(pooled, null); // what the handler was built with
        pool.release(pooled);
    }

    /** A mark for each port. */
    static FlowSpec byPort(int port) {
        return FlowSpec.of(port == 5060 ? TrafficType.CONTROL : TrafficType.EXCELLENT_EFFORT);
    }
}
