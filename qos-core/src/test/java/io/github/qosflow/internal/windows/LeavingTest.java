package io.github.qosflow.internal.windows;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.qosflow.Dscp;
import io.github.qosflow.FlowSpec;
import io.github.qosflow.NativeSocket;
import io.github.qosflow.QosException;
import io.github.qosflow.QosException.Reason;
import io.github.qosflow.QosFlow;
import io.github.qosflow.TrafficType;
import java.net.InetSocketAddress;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** QOS2 takes out whole sockets only: for single destinations the flow is made anew. */
class LeavingTest extends WindowsSuite {
    private static final FlowSpec EF =
            FlowSpec.builder(TrafficType.VOICE).dscp(Dscp.EF).build();
    private static final List<InetSocketAddress> PEERS = List.of(
            new InetSocketAddress("127.0.0.1", 4001),
            new InetSocketAddress("127.0.0.1", 4002),
            new InetSocketAddress("127.0.0.1", 4003));

    private NativeSocket socket;
    private QosFlow flow;

    @BeforeEach
    void joinAll() throws Exception {
        dll.administrator(true);
        socket = NativeSocket.of(sockets.inet());
        flow = qos.createFlow(EF, socket, PEERS.get(0));
        flow.add(socket, PEERS.get(1));
        flow.add(socket, PEERS.get(2));
    }

    @Test
    void theFlowIsMadeAnewWithThoseThatStayAndIsAsItWas() throws QosException {
        long before = flow.id();
        int adds = adds();

        flow.remove(socket, PEERS.subList(0, 2));

        assertEquals(1, dll.flowCount());
        assertEquals(adds + 1, adds());
        assertTrue(lastAdd().contains("127.0.0.1:4003"), lastAdd());
        assertTrue(flow.id() != before);
        assertEquals(Dscp.EF, flow.marking().effective());
        assertEquals(EF, flow.spec());
    }

    @Test
    void nobodyIsAMemberOfTwoFlowsInBetween() throws QosException {
        flow.remove(socket, PEERS.subList(0, 1));

        List<String> calls = dll.journal();
        int end = lastIndex(calls, "QOSRemoveSocketFromFlow ");
        assertEquals(
                2,
                calls.subList(end, calls.size()).stream()
                        .filter(call -> call.startsWith("QOSAddSocketToFlow "))
                        .count());
    }

    @Test
    void whatQos2RefusesToMakeAnewHasEndedWithoutARest() {
        dll.fail("QOSAddSocketToFlow", 1450);

        QosException refusal = assertThrows(QosException.class, () -> flow.remove(socket, PEERS.subList(0, 1)));

        assertEquals(Reason.NO_RESOURCES, refusal.reason());
        assertFalse(flow.isOpen());
        assertEquals(0, dll.flowCount());
    }

    @Test
    void aRestartInBetweenLeavesThoseOutToo() throws QosException {
        dll.fail("QOSRemoveSocketFromFlow", 1164);

        flow.remove(socket, PEERS.subList(0, 2));

        assertEquals(1, dll.flowCount());
        assertTrue(lastAdd().contains("127.0.0.1:4003"), lastAdd());
    }

    private int adds() {
        return dll.journal("QOSAddSocketToFlow").size();
    }

    private String lastAdd() {
        List<String> calls = dll.journal("QOSAddSocketToFlow");
        return calls.get(calls.size() - 1);
    }

    private static int lastIndex(List<String> calls, String start) {
        int last = -1;
        for (int i = 0; i < calls.size(); i++) {
            last = calls.get(i).startsWith(start) ? i : last;
        }
        return last;
    }
}
