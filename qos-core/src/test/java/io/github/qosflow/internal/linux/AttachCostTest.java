package io.github.qosflow.internal.linux;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import io.github.qosflow.Dscp;
import io.github.qosflow.FlowSpec;
import io.github.qosflow.NativeSocket;
import io.github.qosflow.Qos;
import io.github.qosflow.QosException;
import io.github.qosflow.QosSubsystem;
import io.github.qosflow.TrafficType;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.channels.SocketChannel;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("linux")
class AttachCostTest {
    private static final int WARM_UP = 60_000;
    private static final int ROUNDS = 10_000;
    private static final long LIMIT_BYTES = 1024;
    private static final FlowSpec EF =
            FlowSpec.builder(TrafficType.VOICE).dscp(Dscp.EF).build();

    @Test
    void attachAndDetachLeaveAtMostOneKilobyteOfGarbage() throws IOException {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        try (QosSubsystem qos = Qos.open();
                SocketChannel channel = SocketChannel.open()) {
            rounds(qos, channel, WARM_UP);
            long before = threads.getCurrentThreadAllocatedBytes();
            long startedNs = System.nanoTime();
            rounds(qos, channel, ROUNDS);
            long eachNs = (System.nanoTime() - startedNs) / ROUNDS;
            long each = (threads.getCurrentThreadAllocatedBytes() - before) / ROUNDS;
            System.out.println("attach and detach: " + each + " bytes of garbage, " + eachNs + " ns");
            assertTrue(each <= LIMIT_BYTES, each + " bytes");
        }
    }

    private static void rounds(QosSubsystem qos, SocketChannel channel, int rounds) throws QosException {
        for (int i = 0; i < rounds; i++) {
            qos.createFlow(EF, NativeSocket.of(channel)).close();
        }
    }
}
