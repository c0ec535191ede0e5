package io.github.qosflow.netty;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.qosflow.FlowSpec;
import io.github.qosflow.NativeSocket;
import io.github.qosflow.Qos;
import io.github.qosflow.QosSubsystem;
import io.github.qosflow.TrafficType;
import io.netty.channel.embedded.EmbeddedChannel;
import java.io.IOException;
import java.nio.channels.DatagramChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** An attach costs the same however many flows there are. */
@Tag("linux")
class ManyFlowsTest {
    private static final int FEW = 100;
    private static final int MANY = 100_000;
    /** A process has a bound on descriptors, so each socket is in some flows. */
    private static final int FLOWS_PER_SOCKET = 10;

    private static final int ROUNDS = 1_000;
    private static final int ATTEMPTS = 60;
    /** On a busy machine the quickest of either comes later. */
    private static final int MORE_ATTEMPTS = 1_000;

    private static final double LIMIT = 1.15;
    private static final FlowSpec VOICE = FlowSpec.of(TrafficType.VOICE);

    private final List<DatagramChannel> sockets = new ArrayList<>();
    private final List<EmbeddedChannel> channels = new ArrayList<>();

    @AfterEach
    void close() throws IOException {
        channels.forEach(EmbeddedChannel::close);
        for (DatagramChannel socket : sockets) {
            socket.close();
        }
    }

    /** Two subsystems, looked at in turn, so that whatever else the machine does troubles both. */
    @Test
    void anAttachBesideAHundredThousandFlowsTakesNoLongerThanBesideAHundred() throws IOException {
        try (QosSubsystem quiet = Qos.open();
                QosSubsystem crowded = Qos.open();
                DatagramChannel socket = DatagramChannel.open()) {
            fill(quiet, FEW);
            fill(crowded, MANY);
            assertEquals(FEW, quiet.enumerateFlows().length);
            assertEquals(MANY, crowded.enumerateFlows().length);
            System.gc(); // what was left by making the channels is not to be collected while we measure
            QosHandler besideFew = handler(quiet, socket);
            QosHandler besideMany = handler(crowded, socket);
            long few = Long.MAX_VALUE;
            long many = Long.MAX_VALUE;
            for (int attempt = 0; attempt < ATTEMPTS || (many > few * LIMIT && attempt < MORE_ATTEMPTS); attempt++) {
                few = Math.min(few, ns(besideFew));
                many = Math.min(many, ns(besideMany));
            }

            System.out.printf(
                    "attach and detach: %d ns beside %d flows, %d ns beside %d flows, ratio %.3f%n",
                    few, FEW, many, MANY, (double) many / few);
            assertTrue(many <= few * LIMIT, many + " ns beside " + MANY + " flows, " + few + " ns beside " + FEW);
        }
    }

    private void fill(QosSubsystem qos, int flows) throws IOException {
        for (int made = 0; made < flows; made += FLOWS_PER_SOCKET) {
            DatagramChannel socket = DatagramChannel.open();
            sockets.add(socket);
            QosHandler handler = handler(qos, socket);
            for (int i = 0; i < FLOWS_PER_SOCKET; i++) {
                EmbeddedChannel channel = new EmbeddedChannel(handler);
                channel.runPendingTasks();
                channels.add(channel);
            }
        }
    }

    private static QosHandler handler(QosSubsystem qos, DatagramChannel socket) {
        NativeSocket number = NativeSocket.of(socket);
        return QosHandler.builder()
                .spec(VOICE)
                .subsystem(qos)
                .socketResolver(channel -> Optional.of(number))
                .build();
    }

    private static long ns(QosHandler handler) {
        EmbeddedChannel channel = new EmbeddedChannel();
        long started = System.nanoTime();
        for (int i = 0; i < ROUNDS; i++) {
            channel.pipeline().addLast(handler);
            channel.runPendingTasks();
            channel.pipeline().remove(handler);
        }
        long ns = (System.nanoTime() - started) / ROUNDS;
        channel.close();
        return ns;
    }
}
