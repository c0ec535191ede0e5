package io.github.qosflow;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.qosflow.WireProof.Family;
import io.github.qosflow.WireProof.Transport;
import io.github.qosflow.WireProof.Verdict;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class WireProofTest {
    @Test
    void isMarkedOnlyIfSeenEverywhere() {
        WireProof proof = proof(Dscp.EF, Dscp.EF, Dscp.EF);
        assertEquals(Verdict.MARKED, proof.verdict());
        assertEquals(Optional.empty(), proof.change());
        assertEquals("UDP IPv4-mapped VOICE: EF (46) marked", proof.toString());
    }

    @Test
    void isUnseenIfOnePlaceSawNothing() {
        assertEquals(Verdict.UNSEEN, proof(Dscp.EF, null, Dscp.EF).verdict());
        assertEquals(Verdict.UNSEEN, proof(Dscp.EF, Dscp.EF, null).verdict());
        assertEquals(Verdict.UNSEEN, proof(null, null, null).verdict());
        assertEquals(
                "UDP IPv4-mapped VOICE: nothing came",
                proof(Dscp.EF, Dscp.EF, null).toString());
    }

    @Test
    void namesTheFirstPlaceWhereItChanged() {
        assertChange("EF (46) requested, CS7 (56) in the socket", proof(Dscp.CS7, Dscp.CS7, Dscp.CS7));
        assertChange("EF (46) in the socket, CS0 (0) on the wire", proof(Dscp.EF, Dscp.CS0, Dscp.CS0));
        assertChange("EF (46) on the wire, LE (1) at the receiver", proof(Dscp.EF, Dscp.EF, Dscp.LE));
    }

    @Test
    void aChangeIsAChangeThoughAnotherPlaceSawNothing() {
        assertChange("EF (46) in the socket, CS0 (0) at the receiver", proof(Dscp.EF, null, Dscp.CS0));
    }

    private static void assertChange(String expected, WireProof proof) {
        assertEquals(Verdict.CHANGED, proof.verdict());
        assertEquals(Optional.of(expected), proof.change());
    }

    private static WireProof proof(@Nullable Dscp inSocket, @Nullable Dscp onWire, @Nullable Dscp received) {
        boolean all = inSocket != null && onWire != null && received != null;
        return new WireProof(
                Transport.UDP,
                Family.IPV4_MAPPED,
                FlowSpec.of(TrafficType.VOICE),
                Dscp.EF,
                Optional.ofNullable(inSocket),
                Optional.ofNullable(onWire),
                Optional.ofNullable(received),
                all ? Optional.empty() : Optional.of("nothing came"));
    }
}
