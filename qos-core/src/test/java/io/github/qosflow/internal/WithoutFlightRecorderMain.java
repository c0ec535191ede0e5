package io.github.qosflow.internal;

import io.github.qosflow.FlowSpec;
import io.github.qosflow.NativeSocket;
import io.github.qosflow.Qos;
import io.github.qosflow.QosException;
import io.github.qosflow.QosSubsystem;
import io.github.qosflow.TrafficType;
import io.github.qosflow.testing.InMemoryQos;
import java.nio.channels.DatagramChannel;

/** Does everything that is recorded elsewhere, in a JVM without Flight Recorder, and prints what was counted. */
public final class WithoutFlightRecorderMain {
    private WithoutFlightRecorderMain() {}

    public static void main(String[] arguments) throws Exception {
        System.out.println(
                "jdk.jfr: " + ModuleLayer.boot().findModule("jdk.jfr").isPresent());
        FlowSpec voice = FlowSpec.of(TrafficType.VOICE);
        try (QosSubsystem qos = Qos.open();
                DatagramChannel channel = DatagramChannel.open()) {
            qos.createFlow(voice, NativeSocket.of(channel)).close();
            System.out.println("ended: " + qos.statistics().flowsEnded());
        }
        InMemoryQos memory = new InMemoryQos();
        var flow = memory.createFlow(
                FlowSpec.builder(TrafficType.VOICE).adaptive(true).build(), NativeSocket.ofHandle(7));
        memory.congest(flow);
        memory.restart();
        memory.close();
        try {
            memory.createFlow(voice, NativeSocket.ofHandle(7));
        } catch (QosException e) {
            System.out.println("failures: " + memory.statistics().failures());
        }
        System.out.println("restarts: " + memory.statistics().reinitialisations());
    }
}
