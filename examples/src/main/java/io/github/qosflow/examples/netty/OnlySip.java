package io.github.qosflow.examples.netty;

import io.github.qosflow.FlowSpec;
import io.github.qosflow.TrafficType;
import io.github.qosflow.netty.QosChannelInitializerExtension;
import java.net.InetSocketAddress;

/** Marks a process's SIP connections, whoever opens them; named in META-INF/services, see NETTY.md. */
public final class OnlySip extends QosChannelInitializerExtension {
    /** For Netty's service loader. */
    public OnlySip() {
        super(
                FlowSpec.of(TrafficType.CONTROL),
                channel -> channel.localAddress() instanceof InetSocketAddress local && local.getPort() == 5060);
    }
}
