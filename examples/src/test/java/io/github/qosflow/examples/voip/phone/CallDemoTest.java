package io.github.qosflow.examples.voip.phone;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.qosflow.Dscp;
import io.github.qosflow.Marking;
import io.github.qosflow.examples.observe.ObservedSocket;
import io.github.qosflow.examples.voip.VoipServer;
import io.github.qosflow.examples.voip.phone.Conversation.End;
import io.github.qosflow.examples.voip.sip.Transport;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class CallDemoTest {
    private static final Optional<String> THERE = Optional.of("there");
    private static final Marking EF = new Marking(Dscp.EF, Dscp.EF, Optional.empty());
    private static final Map<String, Marking> FLOWS = Map.of("caller", EF, "callee", EF);
    private static final Heard.Figures WELL = new Heard.Figures(1, 0, 0.5);

    /** Elsewhere nobody sees a mark, and without rights Windows gives another one than EF. */
    @Test
    @Tag("linux")
    void aCallBetweenOwnPhonesIsSeenMarkedAndHeard() throws Exception {
        VoipServer server = VoipServer.start(CallDemo.options());
        try (Conversation conversation =
                new OwnPhones(server.listening(Transport.UDP).get(0))) {
            CallReport report = CallDemo.report(server, conversation, Duration.ofSeconds(3));
            assertEquals(ObservedSocket.possible(), report.place().isPresent());
            assertEquals(0, report.exitStatus(), () -> report.text("ok", "NO"));
            assertEquals(FLOWS, report.flows());
        } finally {
            server.stop(Duration.ZERO);
        }
    }

    /** That the marks seen are the server's, not the phones' or the system's. */
    @Test
    @Tag("linux")
    void aServerThatMarksNothingIsSeenToMarkNothing() throws Exception {
        VoipServer server = VoipServer.start(CallDemo.options("--no-qos"));
        try (Conversation conversation =
                new OwnPhones(server.listening(Transport.UDP).get(0))) {
            CallReport report = CallDemo.report(server, conversation, Duration.ofSeconds(3));
            assertEquals(1, report.exitStatus());
            assertTrue(line(report, "signaling to caller").contains("CS0 (0)"));
            assertTrue(line(report, "audio to caller").contains("CS0 (0)"));
        } finally {
            server.stop(Duration.ZERO);
        }
    }

    @Test
    @Tag("linux")
    void aCallBetweenRealPhonesIsHeardAndIfPacketsMayBeCapturedSeen() throws Exception {
        assumeTrue(Baresip.isThere(), "baresip is not installed");
        VoipServer server = VoipServer.start(CallDemo.options());
        try (Conversation conversation =
                new RealPhones(server.listening(Transport.UDP).get(0))) {
            CallReport report = CallDemo.report(server, conversation, Duration.ofSeconds(6));
            assertEquals(0, report.exitStatus(), () -> report.text("ok", "NO"));
        } finally {
            server.stop(Duration.ZERO);
        }
    }

    @Test
    void everyPacketSeenAsRequestedIsSuccess() {
        assertEquals(0, report(THERE, WELL, marked(), FLOWS).exitStatus());
    }

    @Test
    void oneWrongMarkIsFailureAndTheTableShowsWhere() {
        Received received = marked();
        received.audio().count(Optional.of(Dscp.CS0));
        CallReport report = report(THERE, WELL, received, FLOWS);
        assertEquals(1, report.exitStatus());
        String line = line(report, "audio to callee");
        assertTrue(line.matches("audio to callee +EF \\(46\\) +CS0 \\(0\\), EF \\(46\\) +2 +there +NO"), line);
        assertTrue(line(report, "RTCP to callee").endsWith("ok"));
    }

    @Test
    void aPacketNobodyCouldLookAtIsFailure() {
        Received received = marked();
        received.signaling().count(Optional.empty());
        assertEquals(1, report(THERE, WELL, received, FLOWS).exitStatus());
    }

    @Test
    void aPacketHeardButNotSeenIsFailureAndTheTableSaysSo() {
        CallReport report = report(THERE, new Heard.Figures(2, 0, 0), marked(), FLOWS);
        assertEquals(1, report.exitStatus());
        assertTrue(line(report, "audio to callee").contains("1 of 2"));
    }

    @Test
    void nothingSeenIsFailure() {
        CallReport report = report(THERE, WELL, Received.nothing(), FLOWS);
        assertEquals(1, report.exitStatus());
        assertTrue(line(report, "signaling to callee").contains("nothing"));
    }

    @Test
    void silenceIsFailure() {
        assertEquals(
                1, report(THERE, new Heard.Figures(0, 0, 0), marked(), FLOWS).exitStatus());
    }

    @Test
    void audioWithHolesIsFailure() {
        assertEquals(
                1, report(THERE, new Heard.Figures(1, 1, 0), marked(), FLOWS).exitStatus());
    }

    @Test
    void whereNobodyCanLookTheFlowsSpeakAndTheTableSaysSo() {
        CallReport report = report(Optional.empty(), WELL, Received.nothing(), FLOWS);
        assertEquals(0, report.exitStatus());
        assertTrue(line(report, "audio to caller").contains("needs a capture; its flow: EF (46)"));
        assertFalse(line(report, "signaling to caller").endsWith("ok"));
    }

    @Test
    void whereNobodyCanLookNoFlowIsFailure() {
        CallReport report = report(Optional.empty(), WELL, Received.nothing(), Map.of("caller", EF));
        assertEquals(1, report.exitStatus());
        assertTrue(line(report, "audio to callee").matches(".*; it has no flow +NO"));
    }

    private static CallReport report(
            Optional<String> place, Heard.Figures heard, Received toCallee, Map<String, Marking> flows) {
        return new CallReport(
                List.of(new End("caller", marked(), WELL), new End("callee", toCallee, heard)), place, flows);
    }

    private static Received marked() {
        Received received = Received.nothing();
        received.signaling().count(Optional.of(Dscp.CS5));
        received.audio().count(Optional.of(Dscp.EF));
        received.control().count(Optional.of(Dscp.EF));
        return received;
    }

    private static String line(CallReport report, String beginning) {
        return report.text("ok", "NO")
                .lines()
                .filter(line -> line.startsWith(beginning))
                .findFirst()
                .orElseThrow();
    }
}
