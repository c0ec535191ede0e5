package io.github.qosflow.internal.windows;

import io.github.qosflow.FlowSpec;
import io.github.qosflow.NativeSocket;
import io.github.qosflow.Qos;
import io.github.qosflow.QosException;
import io.github.qosflow.QosFlow;
import io.github.qosflow.QosFlowListener;
import io.github.qosflow.QosSubsystem;
import io.github.qosflow.TrafficType;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * A program in the Windows JVM that {@link WindowsWireTest} watches: sends marked datagrams, meets a restart of QOS2, and
 * sends again from the same flows. Arguments: a port of an adaptive flow, one of a non-adaptive flow, the library's control
 * file. The watchdog finds the restart: the program calls nothing meanwhile.
 */
final class RestartMain {
    static final int MESSAGES = 20;

    private static final FlowSpec VOICE = FlowSpec.of(TrafficType.VOICE);
    private static final FlowSpec ADAPTIVE = VOICE.toBuilder().adaptive(true).build();

    private RestartMain() {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
        try (QosSubsystem qos = Qos.open();
                DatagramChannel first = connected(arguments[0]);
                DatagramChannel second = connected(arguments[1]);
                QosFlow adaptive = qos.createFlow(ADAPTIVE, NativeSocket.of(first));
                QosFlow plain = qos.createFlow(VOICE, NativeSocket.of(second))) {
            send(first, second);
            CountDownLatch restored = new CountDownLatch(2);
            adaptive.addListener(counting(restored));
            plain.addListener(counting(restored));
            Files.writeString(Path.of(arguments[2]), "reinitialize\n");
            if (!restored.await(60, TimeUnit.SECONDS)) {
                throw new IllegalStateException("not restored within 60 s");
            }
            send(first, second);
        }
    }

    private static QosFlowListener counting(CountDownLatch restored) {
        return new QosFlowListener() {
            @Override
            public void lost(QosFlow flow, QosException cause) {
                System.out.println("lost " + cause.code());
            }

            @Override
            public void restored(QosFlow flow) {
                System.out.println("restored " + flow.marking());
                restored.countDown();
            }
        };
    }

    private static DatagramChannel connected(String port) throws IOException {
        return DatagramChannel.open().connect(new InetSocketAddress("127.0.0.1", Integer.parseInt(port)));
    }

    private static void send(DatagramChannel first, DatagramChannel second) throws IOException {
        for (int i = 0; i < MESSAGES; i++) {
            first.write(ByteBuffer.allocate(WireMain.BYTES));
            second.write(ByteBuffer.allocate(WireMain.BYTES));
        }
    }
}
