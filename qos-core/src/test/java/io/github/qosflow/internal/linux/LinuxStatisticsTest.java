package io.github.qosflow.internal.linux;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.qosflow.DataRate;
import io.github.qosflow.FlowSpec;
import io.github.qosflow.MarkingProfile;
import io.github.qosflow.NativeSocket;
import io.github.qosflow.OutgoingRate;
import io.github.qosflow.Qos;
import io.github.qosflow.QosException;
import io.github.qosflow.QosException.Reason;
import io.github.qosflow.QosSubsystem;
import io.github.qosflow.TrafficType;
import io.github.qosflow.behaviour.StatisticsBehaviour;
import io.github.qosflow.model.Environment;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.DatagramChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Of real connections, and what is Linux's own: the lag of the sampler. */
@Tag("linux")
class LinuxStatisticsTest extends StatisticsBehaviour {
    private static final Duration PERIOD = Duration.ofMillis(2);
    private static final Duration STALL = Duration.ofMillis(50);
    private static final FlowSpec ADAPTIVE =
            FlowSpec.builder(TrafficType.AUDIO_VIDEO).adaptive(true).build();

    @Override
    protected Environment environment() throws Exception {
        return new LinuxEnvironment();
    }

    @Test
    void aDatagramSocketsRateIsRefusedAndCounted() throws Exception {
        FlowSpec shaped = FlowSpec.builder(TrafficType.VOICE)
                .outgoingRate(OutgoingRate.of(DataRate.ofMegabitsPerSecond(1)))
                .build();
        try (QosSubsystem qos = Qos.open();
                DatagramChannel channel = DatagramChannel.open()) {
            qos.createFlow(shaped, NativeSocket.of(channel));
            assertEquals(1, qos.statistics().markingsRefused());
        }
    }

    @Test
    void whatIsNoSocketIsCountedAsThat() throws Exception {
        try (QosSubsystem qos = Qos.open()) {
            NativeSocket none = NativeSocket.ofHandle(1_000_000);
            assertThrows(QosException.class, () -> qos.createFlow(FlowSpec.of(TrafficType.VOICE), none));
            assertEquals(Map.of(Reason.NOT_A_SOCKET, 1L), qos.statistics().failures());
        }
    }

    @Test
    void theSamplersLagIsSeenWhenARoundHasTakenLong() throws Exception {
        CongestionSampler sampler = new CongestionSampler(PERIOD, (fd, info) -> stall());
        try (QosSubsystem qos = new LinuxBackend(sampler).open(MarkingProfile.WINDOWS);
                ServerSocketChannel server =
                        ServerSocketChannel.open().bind(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0));
                SocketChannel client = SocketChannel.open(server.getLocalAddress())) {
            assertEquals(Duration.ZERO, qos.statistics().longestSamplerLag());
            qos.createFlow(ADAPTIVE, NativeSocket.of(client));
            Duration least = STALL.minus(PERIOD);
            await().until(() -> qos.statistics().samplerLag().compareTo(least) >= 0);
            assertTrue(qos.statistics().longestSamplerLag().compareTo(least) >= 0);
        }
    }

    private static boolean stall() {
        try {
            TimeUnit.NANOSECONDS.sleep(STALL.toNanos());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return false;
    }
}
