package io.github.qosflow.testing;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.qosflow.DataRate;
import io.github.qosflow.Dscp;
import io.github.qosflow.FlowSpec;
import io.github.qosflow.NativeSocket;
import io.github.qosflow.OutgoingRate;
import io.github.qosflow.QosCapability;
import io.github.qosflow.QosException;
import io.github.qosflow.QosException.Reason;
import io.github.qosflow.QosFlow;
import io.github.qosflow.TrafficType;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.EnumSet;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class InMemoryQosTest {
    private static final FlowSpec VOICE = FlowSpec.of(TrafficType.VOICE);
    private static final FlowSpec EXACT =
            FlowSpec.builder(TrafficType.VOICE).dscp(Dscp.EF).build();
    private static final NativeSocket SEVEN = NativeSocket.ofHandle(7);
    private static final NativeSocket EIGHT = NativeSocket.ofHandle(8);
    private static final InetSocketAddress HERE = new InetSocketAddress("192.0.2.1", 5004);
    private static final InetSocketAddress THERE = new InetSocketAddress("192.0.2.2", 5004);

    private final InMemoryQos qos = new InMemoryQos();

    @Test
    void aFlowIsCountedUntilItIsClosed() throws QosException {
        QosFlow flow = qos.createFlow(VOICE, SEVEN);

        assertEquals(1, qos.flowCount());
        assertEquals(List.of(flow), qos.flows());
        assertTrue(flow.isOpen());
        assertTrue(flow.id() > 0);

        flow.close();
        flow.close();

        assertEquals(0, qos.flowCount());
        assertFalse(flow.isOpen());
    }

    @Test
    void everyCallIsWrittenDown() throws QosException {
        QosFlow flow = qos.createFlow(VOICE, SEVEN);
        flow.add(EIGHT, HERE);
        flow.setOutgoingDscp(Dscp.EF);
        qos.failNext(new QosException("test", 5, Reason.ACCESS_DENIED, "Be somebody else."));
        assertThrows(QosException.class, () -> flow.setTrafficType(TrafficType.CONTROL));
        flow.close();
        qos.close();

        assertEquals(
                List.of(
                        "createFlow(VOICE, socket 7)",
                        "flow 1.add(socket 8, /192.0.2.1:5004)",
                        "flow 1.setOutgoingDscp(EF (46))",
                        "flow 1.setTrafficType(CONTROL) failed: ACCESS_DENIED",
                        "flow 1.close()",
                        "close()"),
                qos.calls());
    }

    @Test
    void anOrderedFailureIsThrownOnceAndLeavesNothingHalfDone() throws QosException {
        QosException ordered = new QosException("test", 1450, Reason.NO_RESOURCES, "Close some.");
        qos.failNext(ordered);

        assertSame(ordered, assertThrows(QosException.class, () -> qos.createFlow(VOICE, SEVEN)));
        assertEquals(0, qos.flowCount());
        assertEquals("VOICE", qos.createFlow(VOICE, SEVEN).spec().toString());
    }

    @Test
    void typesCarryTheMarksOfWindows() throws QosException {
        QosFlow flow = qos.createFlow(VOICE, SEVEN);

        assertEquals(Dscp.CS7, flow.marking().effective());
        assertEquals(Dscp.CS7, flow.queryPacketPriority().conformantDscp());
        assertEquals(0, flow.queryPacketPriority().conformantL2());
        assertTrue(flow.marking().difference().isEmpty());
    }

    @Test
    void aRefusedExactDscpDegradesTheFlowInsteadOfFailingIt() throws QosException {
        QosException refusal = new QosException("QOSSetFlow", 5, Reason.ACCESS_DENIED, "Be an administrator.");
        qos.refuseExactDscp(refusal);

        QosFlow flow = qos.createFlow(EXACT, SEVEN);

        assertEquals(Dscp.EF, flow.marking().requested());
        assertEquals(Dscp.CS7, flow.marking().effective());
        assertSame(refusal, flow.marking().difference().orElseThrow());
        assertSame(refusal, assertThrows(QosException.class, () -> flow.setOutgoingDscp(Dscp.AF41)));

        qos.grantExactDscp();
        flow.setOutgoingDscp(Dscp.AF41);

        assertEquals(Dscp.AF41, flow.marking().effective());
        assertTrue(flow.marking().difference().isEmpty());
    }

    @Test
    void aChangedTypeTakesTheExactDscpBackAndKeepsTheRate() throws QosException {
        OutgoingRate rate = OutgoingRate.of(DataRate.ofKilobitsPerSecond(87));
        QosFlow flow = qos.createFlow(EXACT.toBuilder().outgoingRate(rate).build(), SEVEN);

        flow.setTrafficType(TrafficType.BACKGROUND);

        assertEquals(FlowSpec.builder(TrafficType.BACKGROUND).outgoingRate(rate).build(), flow.spec());
        assertEquals(Dscp.CS1, flow.marking().effective());
        assertEquals(rate.rate(), flow.queryOutgoingRate());
    }

    @Test
    void withoutARateThereIsNoneToQuery() throws QosException {
        QosFlow flow = qos.createFlow(VOICE, SEVEN);

        assertReason(Reason.NOT_FOUND, flow::queryOutgoingRate);
    }

    @Test
    void theLastMemberOutEndsTheFlow() throws QosException {
        QosFlow flow = qos.createFlow(VOICE, SEVEN, HERE);
        flow.add(SEVEN, THERE);
        flow.add(EIGHT);

        flow.remove(SEVEN);
        assertTrue(flow.isOpen());
        assertReason(Reason.NOT_FOUND, () -> flow.remove(SEVEN));

        flow.remove(EIGHT);
        assertFalse(flow.isOpen());
        assertEquals(0, qos.flowCount());
    }

    @Test
    void anEndedFlowRefusesWithClosed() throws QosException {
        QosFlow flow = qos.createFlow(VOICE, SEVEN);
        flow.close();

        assertReason(Reason.CLOSED, () -> flow.add(EIGHT));
        assertReason(Reason.CLOSED, () -> flow.remove(SEVEN));
        assertReason(Reason.CLOSED, () -> flow.setTrafficType(TrafficType.CONTROL));
        assertReason(Reason.CLOSED, () -> flow.setOutgoingDscp(Dscp.EF));
        assertReason(Reason.CLOSED, () -> flow.queryPacketPriority());
        assertEquals(Dscp.CS7, flow.marking().effective());
        assertEquals(VOICE, flow.spec());
    }

    @Test
    void aClosedSubsystemHasEndedItsFlowsAndRefusesWithClosed() throws Exception {
        QosFlow flow = qos.createFlow(VOICE, SEVEN);

        qos.close();
        qos.close();

        assertFalse(flow.isOpen());
        assertReason(Reason.CLOSED, () -> qos.createFlow(VOICE, SEVEN));
        assertReason(Reason.CLOSED, () -> qos.enumerateFlows());
        assertReason(Reason.CLOSED, () -> qos.startTracking(InetAddress.getByName("192.0.2.1")));
    }

    @Test
    void flowsAreEnumeratedByNumber() throws QosException {
        QosFlow first = qos.createFlow(VOICE, SEVEN);
        QosFlow second = qos.createFlow(VOICE, EIGHT);

        assertArrayEquals(new long[] {first.id(), second.id()}, qos.enumerateFlows());
    }

    @Test
    void whatIsNotTrackedCannotBeUntracked() throws Exception {
        InetAddress peer = InetAddress.getByName("192.0.2.1");
        qos.startTracking(peer);
        qos.stopTracking(peer);

        assertReason(Reason.NOT_FOUND, () -> qos.stopTracking(peer));
    }

    @Test
    void aMissingCapabilityIsRefusedByItsName() throws QosException {
        InMemoryQos poor = InMemoryQos.without(QosCapability.values());
        QosFlow flow = poor.createFlow(EXACT, SEVEN);

        assertEquals(EnumSet.noneOf(QosCapability.class), poor.capabilities());
        assertEquals(Dscp.CS7, flow.marking().effective());
        assertEquals(
                Reason.NOT_SUPPORTED, flow.marking().difference().orElseThrow().reason());
        assertReason(Reason.NOT_SUPPORTED, () -> poor.enumerateFlows());
        assertReason(Reason.NOT_SUPPORTED, () -> flow.setOutgoingDscp(Dscp.EF));
        QosException rate = assertReason(
                Reason.NOT_SUPPORTED, () -> flow.setOutgoingRate(OutgoingRate.of(DataRate.ofMegabitsPerSecond(1))));
        assertTrue(rate.hint().contains("RATE_SHAPING"), rate.hint());
    }

    @Test
    void anUnusableDestinationIsAnArgumentError() {
        InetSocketAddress unresolved = InetSocketAddress.createUnresolved("example.org", 5004);
        InetSocketAddress noPort = new InetSocketAddress("192.0.2.1", 0);

        assertThrows(IllegalArgumentException.class, () -> qos.createFlow(VOICE, SEVEN, unresolved));
        assertThrows(IllegalArgumentException.class, () -> qos.createFlow(VOICE, SEVEN, noPort));
        assertEquals(List.of(), qos.calls());
    }

    @Test
    void aFlowOfAnotherSubsystemIsNotTaken() throws QosException {
        QosFlow foreign = new InMemoryQos().createFlow(VOICE, SEVEN);

        assertThrows(IllegalArgumentException.class, () -> qos.congest(foreign));
    }

    @Test
    void manyThreadsLeaveNothingBehind() {
        IntStream.range(0, 2000).parallel().forEach(i -> {
            try (QosFlow flow = qos.createFlow(VOICE, NativeSocket.ofHandle(i))) {
                flow.setOutgoingDscp(Dscp.EF);
            } catch (QosException e) {
                throw new AssertionError(e);
            }
        });

        assertEquals(0, qos.flowCount());
        assertEquals(6000, qos.calls().size());
    }

    private static QosException assertReason(Reason reason, Executable call) {
        QosException refusal = assertThrows(QosException.class, call);
        assertEquals(reason, refusal.reason());
        return refusal;
    }
}
