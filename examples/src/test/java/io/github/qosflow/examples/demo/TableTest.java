package io.github.qosflow.examples.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.qosflow.Dscp;
import io.github.qosflow.Marking;
import io.github.qosflow.QosException;
import io.github.qosflow.TrafficType;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class TableTest {
    private static final Marking EF = new Marking(Dscp.EF, Dscp.EF, Optional.empty());
    private static final Marking EF_REFUSED = new Marking(
            Dscp.EF,
            Dscp.CS7,
            Optional.of(new QosException("QOSSetFlow", 5, QosException.Reason.ACCESS_DENIED, "Run as administrator.")));

    @Test
    void everyPacketSeenAsRequestedIsSuccess() {
        Table table = table(row(EF, seen(Dscp.EF)), row(EF, seen(Dscp.EF)));
        assertEquals(0, table.exitStatus());
        assertEquals(2, table.goodRows());
    }

    @Test
    void oneBadRowAmongGoodOnesIsFailure() {
        assertEquals(1, table(row(EF, seen(Dscp.EF)), row(EF, seen(Dscp.CS0))).exitStatus());
    }

    @Test
    void noRowsIsFailure() {
        assertEquals(1, table().exitStatus());
    }

    @Test
    void nothingSeenIsFailure() {
        assertFails("nothing was seen", row(EF, seen()));
    }

    @Test
    void anotherMarkSeenIsFailure() {
        assertFails("EF (46) was requested, CS0 (0) was seen", row(EF, seen(Dscp.CS0)));
    }

    @Test
    void aSecondMarkSeenIsFailure() {
        assertFails("EF (46) was requested, CS0 (0), EF (46) was seen", row(EF, seen(Dscp.EF, Dscp.CS0)));
    }

    @Test
    void aMarkTheSystemRefusedIsFailureEvenIfItWasSeen() {
        assertFails("EF (46) requested, CS7 (56) effective: ACCESS_DENIED", row(EF_REFUSED, seen(Dscp.EF)));
    }

    @Test
    void noFlowIsFailure() {
        Row row = new Row("voice", TrafficType.VOICE, Optional.empty(), Optional.of(seen(Dscp.EF)), Optional.empty());
        assertFails("no flow", row);
    }

    @Test
    void troubleIsFailureWhateverWasSeen() {
        Row row = new Row(
                "voice", TrafficType.VOICE, Optional.of(EF), Optional.of(seen(Dscp.EF)), Optional.of("it broke off"));
        assertFails("it broke off", row);
    }

    @Test
    void whereNobodyCanLookAFlowIsSuccessAndTheCellSaysSo() {
        Row row = new Row("voice", TrafficType.VOICE, Optional.of(EF_REFUSED), Optional.empty(), Optional.empty());
        Table table = table(row);
        assertEquals(0, table.exitStatus());
        assertFalse(table.watched());
        assertTrue(table.text("ok").contains("CS7 (56)   needs a capture on the receiver"), table.text("ok"));
    }

    @Test
    void whereNobodyCanLookNoFlowIsFailure() {
        assertFails(
                "no flow", new Row("voice", TrafficType.VOICE, Optional.empty(), Optional.empty(), Optional.empty()));
    }

    @Test
    void columnsLineUp() {
        String[] lines = table(row(EF, seen(Dscp.EF))).text("✓").split("\\R", -1);
        assertEquals("channel  traffic type  requested  effective  seen     where", lines[0]);
        assertEquals("voice    VOICE         EF (46)    EF (46)    EF (46)  there  ✓", lines[1]);
    }

    private static void assertFails(String reason, Row row) {
        Table table = table(row);
        assertEquals(1, table.exitStatus());
        assertFalse(table.text("✓").contains("✓"));
        assertTrue(table.text("✓").stripTrailing().endsWith(reason), table.text("✓"));
    }

    private static Table table(Row... rows) {
        return new Table(List.of(rows));
    }

    private static Row row(Marking marking, Row.Sighting sighting) {
        return new Row("voice", TrafficType.VOICE, Optional.of(marking), Optional.of(sighting), Optional.empty());
    }

    private static Row.Sighting seen(Dscp... marks) {
        NavigableSet<Dscp> set = new TreeSet<>(Comparator.comparingInt(Dscp::value));
        set.addAll(List.of(marks));
        return new Row.Sighting(set, "there");
    }
}
