package io.github.qosflow.internal.windows;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.qosflow.DataRate;
import io.github.qosflow.Dscp;
import io.github.qosflow.FlowSpec;
import io.github.qosflow.NativeSocket;
import io.github.qosflow.OutgoingRate;
import io.github.qosflow.QosException;
import io.github.qosflow.QosException.Reason;
import io.github.qosflow.QosFlow;
import io.github.qosflow.TrafficType;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FlowTest extends WindowsSuite {
    private static final FlowSpec VOICE = FlowSpec.of(TrafficType.VOICE);

    @Test
    void aConnectedSocketIsAddedWithoutADestination() throws Exception {
        QosFlow flow = qos.createFlow(VOICE, sockets.socket());

        String call = dll.journal("QOSAddSocketToFlow").get(0);
        assertTrue(call.contains(" dest=none type=4 flags=2 flow=0 -> ok"), call);
        assertEquals(1, flow.id());
        assertEquals(1, dll.flowCount());
        assertTrue(flow.isOpen());
    }

    @ParameterizedTest
    @EnumSource(TrafficType.class)
    void everyTrafficTypeIsHandedOverAsTheHeaderNumbersIt(TrafficType type) throws Exception {
        qos.createFlow(FlowSpec.of(type), sockets.socket());

        String call = dll.journal("QOSAddSocketToFlow").get(0);
        assertTrue(call.contains(" type=" + type.ordinal() + " "), call);
    }

    @Test
    void aSecondSocketJoinsByIdWithTheFlagRepeated() throws Exception {
        QosFlow flow = qos.createFlow(VOICE, sockets.socket());
        flow.add(sockets.socket());

        String call = dll.journal("QOSAddSocketToFlow").get(1);
        assertTrue(call.contains(" flags=2 flow=1 -> ok flow=1"), call);
        assertEquals(1, dll.flowCount());
    }

    @Test
    void theSameMemberIsAddedOnce() throws Exception {
        NativeSocket socket = NativeSocket.of(sockets.inet());
        QosFlow flow = qos.createFlow(VOICE, socket, Connections.PEER);
        flow.add(socket, Connections.PEER);
        flow.add(socket, Connections.OTHER_PEER);

        assertEquals(2, dll.journal("QOSAddSocketToFlow").size());
    }

    @Test
    void removingASocketTakesAllItsDestinationsOut() throws Exception {
        NativeSocket socket = NativeSocket.of(sockets.inet());
        QosFlow flow = qos.createFlow(VOICE, socket, Connections.PEER);
        flow.add(socket, Connections.OTHER_PEER);
        flow.remove(socket);

        assertFalse(flow.isOpen());
        assertEquals(0, dll.flowCount());
        assertEquals(1, dll.journal("QOSRemoveSocketFromFlow").size());
    }

    @Test
    void theLastSocketOutEndsTheFlow() throws Exception {
        NativeSocket first = sockets.socket();
        NativeSocket second = sockets.socket();
        QosFlow flow = qos.createFlow(VOICE, first);
        flow.add(second);

        flow.remove(first);
        assertTrue(flow.isOpen());
        assertTrue(dll.journal("QOSRemoveSocketFromFlow").get(0).contains(" socket=" + first.handle() + " flow=1"));

        flow.remove(second);
        assertFalse(flow.isOpen());
        assertTrue(dll.journal("QOSRemoveSocketFromFlow").get(1).contains(" socket=0 flow=1"));
    }

    @Test
    void aSocketThatIsNoMemberIsNotFound() throws Exception {
        QosFlow flow = qos.createFlow(VOICE, sockets.socket());
        NativeSocket stranger = sockets.socket();

        assertEquals(Reason.NOT_FOUND, refused(() -> flow.remove(stranger)).reason());
        assertEquals(List.of(), dll.journal("QOSRemoveSocketFromFlow"));
    }

    @Test
    void closingEndsTheFlowByItsIdAndOnlyOnce() throws Exception {
        QosFlow flow = qos.createFlow(VOICE, sockets.socket());
        flow.close();
        flow.close();

        assertEquals(1, dll.journal("QOSRemoveSocketFromFlow").size());
        assertTrue(dll.journal("QOSRemoveSocketFromFlow").get(0).contains(" socket=0 flow=1 flags=0 -> ok ended"));
        assertFalse(flow.isOpen());
    }

    @Test
    void closingAFlowThatIsGoneAlreadyIsSilent() throws Exception {
        for (int code : new int[] {1168, 995, 6, 1164, 1232, 4711}) {
            QosFlow flow = qos.createFlow(VOICE, sockets.socket());
            dll.fail("QOSRemoveSocketFromFlow", code);
            flow.close();
            assertFalse(flow.isOpen());
        }
        qos.close();
    }

    @Test
    void aFlowIsClosedAfterItsSocket() throws Exception {
        var channel = sockets.connected();
        QosFlow flow = qos.createFlow(VOICE, NativeSocket.of(channel));
        channel.close();
        flow.close();

        assertEquals(0, dll.flowCount());
    }

    @Test
    void everyCallOnAnEndedFlowSaysSoAndNoneReachesTheLibrary() throws Exception {
        NativeSocket socket = sockets.socket();
        QosFlow flow = qos.createFlow(VOICE, socket);
        flow.close();
        int calls = dll.journal().size();

        assertEquals(Reason.CLOSED, refused(() -> flow.add(socket)).reason());
        assertEquals(
                Reason.CLOSED, refused(() -> flow.add(socket, Connections.PEER)).reason());
        assertEquals(Reason.CLOSED, refused(() -> flow.remove(socket)).reason());
        assertEquals(
                Reason.CLOSED,
                refused(() -> flow.setTrafficType(TrafficType.CONTROL)).reason());
        assertEquals(Reason.CLOSED, refused(() -> flow.setOutgoingDscp(Dscp.EF)).reason());
        assertEquals(Reason.CLOSED, refused(() -> flow.setOutgoingRate(rate(1))).reason());
        assertEquals(Reason.CLOSED, refused(flow::queryPacketPriority).reason());
        assertEquals(Reason.CLOSED, refused(flow::queryOutgoingRate).reason());
        assertEquals(Dscp.CS7, flow.marking().effective());
        assertEquals(calls, dll.journal().size());
    }

    @Test
    void aRateIsSetAndReadBack() throws Exception {
        QosFlow flow = qos.createFlow(
                FlowSpec.builder(TrafficType.VOICE).outgoingRate(rate(2)).build(), sockets.socket());
        assertEquals(DataRate.ofMegabitsPerSecond(2), flow.queryOutgoingRate());

        flow.setOutgoingRate(rate(3));
        assertEquals(DataRate.ofMegabitsPerSecond(3), flow.queryOutgoingRate());
        assertEquals(rate(3), flow.spec().outgoingRate().orElseThrow());
        assertTrue(dll.journal("QOSSetFlow").get(1).contains("rate=3000000 shaping=1 reason=0"));
    }

    @Test
    void aRateThatWasNeverSetIsNotFound() throws Exception {
        QosFlow flow = qos.createFlow(VOICE, sockets.socket());

        assertEquals(Reason.NOT_FOUND, refused(flow::queryOutgoingRate).reason());
    }

    @Test
    void ratesBeyondThirtyTwoBitsArrive() throws Exception {
        QosFlow flow = qos.createFlow(VOICE, sockets.socket());
        flow.setOutgoingRate(OutgoingRate.of(DataRate.ofBitsPerSecond(Long.MAX_VALUE)));

        assertEquals(Long.MAX_VALUE, flow.queryOutgoingRate().bitsPerSecond());
    }

    @Test
    void flowIdsAreUnsigned() throws Exception {
        dll.control("first-flow-id 0x80000000");
        dll.administrator(true);
        QosFlow flow = qos.createFlow(VOICE, sockets.socket());
        flow.add(sockets.socket());

        assertEquals(0x80000000L, flow.id());
        assertArrayEquals(new long[] {0x80000000L}, qos.enumerateFlows());
        assertEquals(Dscp.CS7, flow.queryPacketPriority().conformantDscp());
        flow.close();
        assertEquals(0, dll.flowCount());
    }

    @Test
    void theHighestFlowIdIsNoError() throws Exception {
        dll.control("first-flow-id 0xFFFFFFFF");

        assertEquals(0xFFFFFFFFL, qos.createFlow(VOICE, sockets.socket()).id());
    }

    @Test
    void tenThousandFlowsAreListedAndLeaveNothing() throws Exception {
        dll.administrator(true);
        NativeSocket socket = sockets.socket();
        List<QosFlow> flows = new ArrayList<>();
        for (int i = 0; i < 10_000; i++) {
            flows.add(qos.createFlow(VOICE, socket));
        }
        assertEquals(10_000, qos.enumerateFlows().length);
        flows.forEach(QosFlow::close);
        assertEquals(0, dll.flowCount());
        assertEquals(0, qos.enumerateFlows().length);
    }

    @Test
    void whatNeedsAnAdaptiveFlowSaysSo() throws Exception {
        QosFlow flow = qos.createFlow(VOICE, sockets.socket());

        for (CompletableFuture<?> future : List.of(
                flow.queryFundamentals(true),
                flow.notifyCongested(),
                flow.notifyUncongested(),
                flow.notifyAvailable(DataRate.ofBitsPerSecond(1)))) {
            ExecutionException failed = assertThrows(ExecutionException.class, future::get);
            QosException refusal = (QosException) failed.getCause();
            assertEquals(Reason.NOT_SUPPORTED, refusal.reason());
            assertTrue(refusal.hint().contains("adaptive(true)"), refusal.hint());
        }
        assertEquals(List.of(), dll.journal("QOSNotifyFlow"));
        assertTrue(flow.isOpen());
    }

    private static OutgoingRate rate(int megabits) {
        return OutgoingRate.of(DataRate.ofMegabitsPerSecond(megabits));
    }
}
