package io.github.qosflow.internal.windows;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.qosflow.DataRate;
import io.github.qosflow.Dscp;
import io.github.qosflow.FlowSpec;
import io.github.qosflow.Marking;
import io.github.qosflow.MarkingProfile;
import io.github.qosflow.NativeSocket;
import io.github.qosflow.OutgoingRate;
import io.github.qosflow.QosException.Reason;
import io.github.qosflow.QosFlow;
import io.github.qosflow.QosFlowListener;
import io.github.qosflow.QosSubsystem;
import io.github.qosflow.TrafficType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class MarkingTest extends WindowsSuite {
    private static final FlowSpec VOICE_EF =
            FlowSpec.builder(TrafficType.VOICE).dscp(Dscp.EF).build();

    @ParameterizedTest
    @EnumSource(TrafficType.class)
    void aTypesMarkIsThatOfTheWindowsTable(TrafficType type) throws Exception {
        Dscp mark = MarkingProfile.WINDOWS.dscp(type);

        QosFlow flow = qos.createFlow(FlowSpec.of(type), sockets.socket());

        assertEquals(new Marking(mark, mark, Optional.empty()), flow.marking());
        assertEquals(List.of(), dll.journal("QOSSetFlow"));
    }

    @Test
    void withoutRightsTheTypesMarkStaysAndTheReasonIsTold() throws Exception {
        Marking marking = qos.createFlow(VOICE_EF, sockets.socket()).marking();

        assertEquals(Dscp.EF, marking.requested());
        assertEquals(Dscp.CS7, marking.effective());
        assertEquals(Reason.ACCESS_DENIED, marking.difference().orElseThrow().reason());
        assertEquals(5, marking.difference().orElseThrow().code());
        assertEquals("QOSSetFlow", marking.difference().orElseThrow().operation());
    }

    @Test
    void withRightsTheExactMarkIsInForce() throws Exception {
        dll.administrator(true);

        Marking marking = qos.createFlow(VOICE_EF, sockets.socket()).marking();

        assertEquals(new Marking(Dscp.EF, Dscp.EF, Optional.empty()), marking);
        assertTrue(dll.journal("QOSSetFlow").get(0).contains("operation=2 size=4"));
    }

    @Test
    void theExactMarkThatIsTheTypesNeedsNoRights() throws Exception {
        FlowSpec spec = FlowSpec.builder(TrafficType.VOICE).dscp(Dscp.CS7).build();

        assertTrue(qos.createFlow(spec, sockets.socket()).marking().difference().isEmpty());
        assertEquals(List.of(), dll.journal("QOSSetFlow"));
    }

    @Test
    void theProfileOfTheRfcAsksForItsMarksExactly() throws Exception {
        dll.administrator(true);
        try (QosSubsystem rfc = backend.open(MarkingProfile.RFC4594)) {
            QosFlow flow = rfc.createFlow(FlowSpec.of(TrafficType.VOICE), sockets.socket());
            assertEquals(new Marking(Dscp.EF, Dscp.EF, Optional.empty()), flow.marking());

            flow.setTrafficType(TrafficType.AUDIO_VIDEO);
            assertEquals(new Marking(Dscp.AF41, Dscp.AF41, Optional.empty()), flow.marking());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {5, 8, 50, 54, 57, 59, 87, 170, 997, 1117, 1232, 1237, 1260, 1450, 4711})
    void aRefusedMarkCostsTheMarkOnly(int code) throws Exception {
        dll.administrator(true);
        dll.fail("QOSSetFlow/2", code);

        QosFlow flow = qos.createFlow(VOICE_EF, sockets.socket());

        assertTrue(flow.isOpen());
        assertEquals(Dscp.CS7, flow.marking().effective());
        assertEquals(code, flow.marking().difference().orElseThrow().code());
    }

    @ParameterizedTest
    @ValueSource(ints = {995, 1168})
    void whenNothingWorksAfterTheAddNothingIsLeftHalfDone(int code) throws Exception {
        dll.fail("QOSSetFlow/2", code);
        var socket = sockets.socket();

        assertEquals(code, refused(() -> qos.createFlow(VOICE_EF, socket)).code());
        assertEquals(0, dll.flowCount());
    }

    @Test
    void aRefusedRateIsADifferenceToo() throws Exception {
        dll.fail("QOSSetFlow/1", 54);
        FlowSpec spec = FlowSpec.builder(TrafficType.VOICE)
                .outgoingRate(OutgoingRate.of(DataRate.ofMegabitsPerSecond(1)))
                .build();

        Marking marking = qos.createFlow(spec, sockets.socket()).marking();

        assertEquals(marking.requested(), marking.effective());
        assertEquals(
                Reason.NOT_ENOUGH_BANDWIDTH, marking.difference().orElseThrow().reason());
    }

    @Test
    void anExactMarkRefusedLaterThrowsAndTheOldOneStays() throws Exception {
        QosFlow flow = qos.createFlow(FlowSpec.of(TrafficType.VOICE), sockets.socket());

        assertEquals(
                Reason.ACCESS_DENIED,
                refused(() -> flow.setOutgoingDscp(Dscp.EF)).reason());
        assertEquals(new Marking(Dscp.CS7, Dscp.CS7, Optional.empty()), flow.marking());
        assertTrue(flow.spec().dscp().isEmpty());
    }

    @Test
    void anExactMarkGrantedLaterIsInForceAndTold() throws Exception {
        dll.administrator(true);
        QosFlow flow = qos.createFlow(FlowSpec.of(TrafficType.VOICE), sockets.socket());
        List<Marking> told = listen(flow);

        flow.setOutgoingDscp(Dscp.AF41);

        Marking expected = new Marking(Dscp.AF41, Dscp.AF41, Optional.empty());
        assertEquals(expected, flow.marking());
        assertEquals(List.of(expected), told);
    }

    @Test
    void aNewTypeTakesTheExactMarkBack() throws Exception {
        dll.administrator(true);
        QosFlow flow = qos.createFlow(VOICE_EF, sockets.socket());
        List<Marking> told = listen(flow);

        flow.setTrafficType(TrafficType.BACKGROUND);

        Marking expected = new Marking(Dscp.CS1, Dscp.CS1, Optional.empty());
        assertEquals(FlowSpec.of(TrafficType.BACKGROUND), flow.spec());
        assertEquals(expected, flow.marking());
        assertEquals(List.of(expected), told);
    }

    @Test
    void aTypeThatIsRefusedStaysAsItWas() throws Exception {
        QosFlow flow = qos.createFlow(FlowSpec.of(TrafficType.VOICE), sockets.socket());
        dll.fail("QOSSetFlow/0", 1450);

        assertEquals(
                Reason.NO_RESOURCES,
                refused(() -> flow.setTrafficType(TrafficType.CONTROL)).reason());
        assertEquals(FlowSpec.of(TrafficType.VOICE), flow.spec());
    }

    @Test
    void aPolicyThatIgnoresMarksIsSeenAndTold() throws Exception {
        QosFlow flow = qos.createFlow(FlowSpec.of(TrafficType.VOICE), sockets.socket());
        dll.control("policy ignore");

        assertEquals(Dscp.CS0, flow.marking().effective());
        assertEquals(
                Reason.OVERRIDDEN, flow.marking().difference().orElseThrow().reason());
    }

    @Test
    void whenTheMarkCannotBeReadTheLastOneKnownIsTold() throws Exception {
        QosFlow flow = qos.createFlow(FlowSpec.of(TrafficType.VOICE), sockets.socket());
        dll.fail("QOSQueryFlow/1", 1450);

        Marking marking = flow.marking();

        assertEquals(Dscp.CS7, marking.effective());
        assertEquals(Reason.NO_RESOURCES, marking.difference().orElseThrow().reason());
        assertFalse(flow.marking().difference().isPresent());
    }

    /** Wine cannot mark native IPv6 packets; that the system was asked to is in the journal. */
    @Test
    void anIpv6SocketIsMarkedInItsTrafficClass() throws Exception {
        NativeSocket socket = NativeSocket.of(sockets.connected(Connections.PEER_V6));
        qos.createFlow(FlowSpec.of(TrafficType.VOICE), socket);

        String mark = "MARK socket=" + socket.handle() + " tclass=" + Dscp.CS7.tosByte();
        assertTrue(dll.journal().stream().anyMatch(line -> line.startsWith(mark)));
    }

    @Test
    void closingTakesTheMarkOffALivingSocket() throws Exception {
        NativeSocket socket = sockets.socket();
        qos.createFlow(FlowSpec.of(TrafficType.VOICE), socket).close();

        List<String> marks = dll.journal().stream()
                .filter(line -> line.startsWith("MARK socket=" + socket.handle() + " tos="))
                .toList();
        assertEquals(2, marks.size());
        assertTrue(marks.get(0).contains("tos=224 ok") && marks.get(1).contains("tos=0 ok"), marks.toString());
    }

    private static List<Marking> listen(QosFlow flow) {
        List<Marking> told = new ArrayList<>();
        flow.addListener(new QosFlowListener() {
            @Override
            public void markingChanged(QosFlow source, Marking marking) {
                told.add(marking);
            }
        });
        return told;
    }
}
