/**
 * A Netty handler that puts each channel's socket into a flow: see {@link io.github.qosflow.netty}.
 */
module io.github.qosflow.netty {
    requires static transitive org.jspecify;
    requires transitive io.github.qosflow;
    requires transitive io.netty.transport;
    requires transitive io.netty.common;
    requires io.netty.buffer;
    requires io.netty.transport.unix.common;
    // optional: only QosMetrics names it, and who uses that has a registry
    requires static micrometer.core;

    exports io.github.qosflow.netty;

    provides io.netty.bootstrap.ChannelInitializerExtension with
            io.github.qosflow.netty.QosChannelInitializerExtension;
}
