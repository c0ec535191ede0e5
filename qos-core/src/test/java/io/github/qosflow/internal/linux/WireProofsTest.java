package io.github.qosflow.internal.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.qosflow.FlowSpec;
import io.github.qosflow.Qos;
import io.github.qosflow.QosDiagnosis;
import io.github.qosflow.TrafficType;
import io.github.qosflow.WireProof;
import io.github.qosflow.WireProof.Family;
import io.github.qosflow.WireProof.Transport;
import io.github.qosflow.WireProof.Verdict;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("linux")
class WireProofsTest {
    private static final int PROOFS = Family.values().length
            * Transport.values().length
            * WireProofs.specs().size();

    @Test
    void everyMarkIsSeenInTheSocketOnTheWireAndAtTheReceiver() {
        List<WireProof> proofs = Qos.diagnose().proofs();
        assertEquals(PROOFS, proofs.size());
        for (WireProof proof : proofs) {
            assertEquals(Verdict.MARKED, proof.verdict(), proof.toString());
        }
    }

    @Test
    void everyTrafficTypeIsProved() {
        List<FlowSpec> proved =
                Qos.diagnose().proofs().stream().map(WireProof::spec).toList();
        for (TrafficType type : TrafficType.values()) {
            assertTrue(proved.contains(FlowSpec.of(type)), type.toString());
        }
    }

    @Test
    void theDiagnosisNamesSystemRightsAndJava() {
        QosDiagnosis diagnosis = Qos.diagnose();
        List<String> topics =
                diagnosis.findings().stream().map(QosDiagnosis.Finding::topic).toList();
        assertTrue(topics.containsAll(List.of("java", "system", "rights", "congestion control")), topics.toString());
        assertTrue(diagnosis.toString().contains("\nproof: TCP IPv4 VOICE: CS7 (56) marked"), diagnosis.toString());
    }

    @Test
    void rightsAreReadFromTheBitsOfTheProcess() {
        assertEquals(
                "user 65534, CAP_NET_ADMIN no, CAP_NET_RAW yes; marking needs neither",
                LinuxFacts.rights(
                        List.of("Name:\tjava", "Uid:\t65534\t65534\t65534\t65534", "CapEff:\t0000000000002000")));
        assertEquals("unknown: /proc/self/status cannot be read", LinuxFacts.rights(List.of()));
    }

    @Test
    void aFrameThatIsNoIpPacketShowsNoMark() {
        assertEquals(OptionalInt.of(0xB8), frame(0x0800, 0x45, 0xB8).tosOfFrame());
        assertEquals(OptionalInt.of(0xB8), frame(0x86DD, 0x6B, 0x80).tosOfFrame());
        assertEquals(OptionalInt.empty(), frame(0x0806, 0x45, 0xB8).tosOfFrame());
        assertEquals(OptionalInt.empty(), frame(0x0800, 0x00, 0xB8).tosOfFrame());
        ReceivedMessage shortened = new ReceivedMessage(ByteBuffer.wrap(new byte[15]), OptionalInt.empty());
        assertEquals(OptionalInt.empty(), shortened.tosOfFrame());
    }

    @Test
    void controlMessagesThatLieAboutTheirLengthShowNoMark() {
        assertEquals(OptionalInt.of(0xB8), ControlMessages.tos(message(17, LibC.IPPROTO_IP, LibC.IP_TOS)));
        assertEquals(OptionalInt.of(0xB8), ControlMessages.tos(message(20, LibC.IPPROTO_IPV6, LibC.IPV6_TCLASS)));
        assertEquals(OptionalInt.empty(), ControlMessages.tos(message(17, LibC.IPPROTO_IPV6, LibC.IPV6_TCLASS)));
        assertEquals(OptionalInt.empty(), ControlMessages.tos(message(25, LibC.IPPROTO_IP, LibC.IP_TOS)));
        assertEquals(OptionalInt.empty(), ControlMessages.tos(message(0, LibC.IPPROTO_IP, LibC.IP_TOS)));
        assertEquals(OptionalInt.empty(), ControlMessages.tos(message(-1, LibC.IPPROTO_IP, LibC.IP_TOS)));
        assertEquals(OptionalInt.empty(), ControlMessages.tos(new byte[0]));
    }

    private static ReceivedMessage frame(int ethertype, int first, int second) {
        ByteBuffer frame = ByteBuffer.allocate(34);
        frame.putShort(12, (short) ethertype).put(14, (byte) first).put(15, (byte) second);
        return new ReceivedMessage(frame, OptionalInt.empty());
    }

    private static byte[] message(long length, int level, int type) {
        ByteBuffer message = ByteBuffer.allocate(24).order(ByteOrder.nativeOrder());
        message.putLong(length).putInt(level).putInt(type).putInt(0xB8);
        return message.array();
    }
}
