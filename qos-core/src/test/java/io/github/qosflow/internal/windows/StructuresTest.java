package io.github.qosflow.internal.windows;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.sun.jna.Structure;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Sizes and offsets as the C compiler has them on 64-bit Windows; any 64-bit system lays these types out alike. */
class StructuresTest {
    @Test
    void theVersionIsTwoShorts() throws Exception {
        is(new QWave.QOS_VERSION(), 4, Map.of("MajorVersion", "0 2", "MinorVersion", "2 2"));
    }

    @Test
    void theFundamentalsArePaddedToTheirWideFields() throws Exception {
        is(
                new QWave.QOS_FLOW_FUNDAMENTALS(),
                40,
                Map.of(
                        "BottleneckBandwidthSet", "0 4",
                        "BottleneckBandwidth", "8 8",
                        "AvailableBandwidthSet", "16 4",
                        "AvailableBandwidth", "24 8",
                        "RTTSet", "32 4",
                        "RTT", "36 4"));
    }

    @Test
    void theRateIsSixteenBytes() throws Exception {
        is(
                new QWave.QOS_FLOWRATE_OUTGOING(),
                16,
                Map.of("Bandwidth", "0 8", "ShapingBehavior", "8 4", "Reason", "12 4"));
    }

    @Test
    void thePriorityIsFourNumbers() throws Exception {
        is(
                new QWave.QOS_PACKET_PRIORITY(),
                16,
                Map.of(
                        "ConformantDSCPValue", "0 4",
                        "NonConformantDSCPValue", "4 4",
                        "ConformantL2Value", "8 4",
                        "NonConformantL2Value", "12 4"));
    }

    private static void is(Structure structure, int size, Map<String, String> fields) throws Exception {
        assertEquals(size, structure.size());
        assertEquals(fields, Layouts.fields(structure));
    }
}
