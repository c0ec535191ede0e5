package io.github.qosflow.netty;

import io.github.qosflow.FlowSpec;
import io.github.qosflow.NativeSocket;
import io.github.qosflow.TrafficType;
import io.github.qosflow.testing.InMemoryQos;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.Optional;
import java.util.concurrent.Callable;

/** Attaches a channel and closes it, in a class loader of its own; gives what the subsystem was asked. */
public final class WithoutMicrometerMain implements Callable<String> {
    @Override
    public String call() {
        InMemoryQos qos = new InMemoryQos();
        EmbeddedChannel channel = new EmbeddedChannel(QosHandler.builder()
                .spec(FlowSpec.of(TrafficType.VOICE))
                .subsystem(qos)
                .socketResolver(any -> Optional.of(NativeSocket.ofHandle(7)))
                .build());
        channel.close();
        return qos.calls() + ", " + qos.statistics().flowsEnded() + " ended";
    }
}
