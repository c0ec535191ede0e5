package io.github.qosflow.internal.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.qosflow.Dscp;
import io.github.qosflow.FlowSpec;
import io.github.qosflow.Marking;
import io.github.qosflow.MarkingProfile;
import io.github.qosflow.NativeSocket;
import io.github.qosflow.PacketPriority;
import io.github.qosflow.Qos;
import io.github.qosflow.QosException;
import io.github.qosflow.QosException.Reason;
import io.github.qosflow.QosFlow;
import io.github.qosflow.QosSubsystem;
import io.github.qosflow.TrafficType;
import java.io.IOException;
import java.nio.channels.DatagramChannel;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("linux")
class PriorityTest {
    private DatagramChannel channel;
    private NativeSocket socket;

    @BeforeEach
    void open() throws IOException {
        channel = DatagramChannel.open();
        socket = NativeSocket.of(channel);
    }

    @AfterEach
    void close() throws IOException {
        System.clearProperty(PriorityNumbers.PROPERTY);
        channel.close();
    }

    @ParameterizedTest
    @CsvSource({
        "queues, BEST_EFFORT, 0",
        "queues, BACKGROUND, 2",
        "queues, EXCELLENT_EFFORT, 4",
        "queues, AUDIO_VIDEO, 4",
        "queues, VOICE, 6",
        "queues, CONTROL, 6",
        "802.1p, BEST_EFFORT, 0",
        "802.1p, BACKGROUND, 1",
        "802.1p, EXCELLENT_EFFORT, 5",
        "802.1p, AUDIO_VIDEO, 5",
        "802.1p, VOICE, 6"
    })
    void whoRunsTheProgramChoosesTheNumbers(String numbers, TrafficType type, int priority) throws QosException {
        System.setProperty(PriorityNumbers.PROPERTY, numbers);
        try (QosSubsystem qos = Qos.open()) {
            QosFlow flow = qos.createFlow(FlowSpec.of(type), socket);
            assertEquals(priority, Kernel.priority(socket.handle()));
            assertEquals(priority, flow.queryPacketPriority().conformantL2());
            assertEquals(Optional.empty(), flow.marking().difference());
        }
    }

    @Test
    void aRefusedSevenBecomesSixAndADifferenceThatHarmsNothing() throws Exception {
        System.setProperty(PriorityNumbers.PROPERTY, "802.1p");
        try (QosSubsystem qos = Qos.open()) {
            QosFlow flow = Kernel.withoutRights(() -> qos.createFlow(FlowSpec.of(TrafficType.CONTROL), socket));
            Marking marking = flow.marking();
            assertEquals(Dscp.CS7, marking.effective());
            assertEquals(6, Kernel.priority(socket.handle()));
            QosException difference = marking.difference().orElseThrow();
            assertEquals("setsockopt(SO_PRIORITY)", difference.operation());
            assertEquals(Errno.EPERM, difference.code());
            assertEquals(Reason.ACCESS_DENIED, difference.reason());
            assertTrue(difference.hint().contains("CAP_NET_ADMIN"), difference.hint());
        }
    }

    @Test
    void noTypeOfTheUsualNumbersNeedsARight() throws Exception {
        try (QosSubsystem qos = Qos.open(MarkingProfile.RFC4594)) {
            for (TrafficType type : TrafficType.values()) {
                QosFlow flow = Kernel.withoutRights(() -> qos.createFlow(FlowSpec.of(type), socket));
                assertEquals(Optional.empty(), flow.marking().difference(), type.toString());
                flow.close();
            }
        }
    }

    @Test
    void thePriorityInForceIsReadFromTheSocket() throws QosException {
        try (QosSubsystem qos = Qos.open()) {
            FlowSpec exact = FlowSpec.builder(TrafficType.VOICE).dscp(Dscp.EF).build();
            assertEquals(
                    new PacketPriority(Dscp.EF, Dscp.EF, 6, 6),
                    qos.createFlow(exact, socket).queryPacketPriority());
        }
    }

    @Test
    void otherNumbersAreRefusedWhereTheSubsystemIsOpened() {
        System.setProperty(PriorityNumbers.PROPERTY, "802.11");
        QosException e = assertThrows(QosException.class, Qos::open);
        assertEquals(Reason.INVALID_PARAMETER, e.reason());
        assertTrue(e.hint().contains("'802.11'"), e.hint());
    }
}
