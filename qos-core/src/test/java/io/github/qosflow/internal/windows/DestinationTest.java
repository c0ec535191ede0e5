package io.github.qosflow.internal.windows;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.qosflow.FlowSpec;
import io.github.qosflow.NativeSocket;
import io.github.qosflow.QosException;
import io.github.qosflow.QosException.Reason;
import io.github.qosflow.TrafficType;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.util.List;
import org.junit.jupiter.api.Test;

class DestinationTest extends WindowsSuite {
    private static final FlowSpec VOICE = FlowSpec.of(TrafficType.VOICE);

    @Test
    void anUnconnectedIpv4SocketTakesAnIpv4Destination() throws Exception {
        qos.createFlow(VOICE, NativeSocket.of(sockets.inet()), Connections.PEER);

        assertDestination("127.0.0.1:4000");
    }

    @Test
    void anUnconnectedDualStackSocketTakesAnIpv6Destination() throws Exception {
        qos.createFlow(VOICE, NativeSocket.of(sockets.dualStack()), Connections.PEER_V6);

        assertDestination("[::1]:4000");
    }

    @Test
    void aConnectedSocketOfEitherFamilyTakesNone() throws Exception {
        qos.createFlow(VOICE, NativeSocket.of(sockets.inet().connect(Connections.PEER)));
        qos.createFlow(VOICE, NativeSocket.of(sockets.connected()));
        qos.createFlow(VOICE, NativeSocket.of(sockets.connected(Connections.PEER_V6)));
        qos.createFlow(VOICE, NativeSocket.of(sockets.tcp()));

        List<String> calls = dll.journal("QOSAddSocketToFlow");
        assertEquals(
                4, calls.stream().filter(call -> call.contains(" dest=none ")).count());
    }

    @Test
    void theDestinationAConnectedSocketHasAnywayIsLeftOut() throws Exception {
        SocketChannel channel = sockets.tcp();
        qos.createFlow(VOICE, NativeSocket.of(channel), (InetSocketAddress) channel.getRemoteAddress());

        assertDestination("none");
    }

    @Test
    void aDestinationThatContradictsTheConnectionIsRefusedWithBothNamed() throws Exception {
        NativeSocket socket = sockets.socket();

        QosException refusal = refused(() -> qos.createFlow(VOICE, socket, Connections.OTHER_PEER));

        assertInvalid(refusal, "127.0.0.1:4000", "127.0.0.1:4001");
    }

    @Test
    void anIpv4DestinationOnAnUnconnectedDualStackSocketIsRefusedWithTheWayOut() throws Exception {
        NativeSocket socket = NativeSocket.of(sockets.dualStack());

        QosException refusal = refused(() -> qos.createFlow(VOICE, socket, Connections.PEER));

        assertInvalid(refusal, "dual-stack", "StandardProtocolFamily.INET", "SocketProtocolFamily.INET", "connect");
    }

    @Test
    void anIpv6DestinationOnAnIpv4SocketIsRefusedWithTheWayOut() throws Exception {
        NativeSocket socket = NativeSocket.of(sockets.inet());

        assertInvalid(refused(() -> qos.createFlow(VOICE, socket, Connections.PEER_V6)), "INET6");
    }

    @Test
    void anUnconnectedSocketWithoutDestinationIsRefused() throws Exception {
        NativeSocket datagram = NativeSocket.of(sockets.dualStack());
        NativeSocket stream = NativeSocket.of(sockets.keep(SocketChannel.open()));

        assertInvalid(refused(() -> qos.createFlow(VOICE, datagram)), "not connected", "destination");
        assertInvalid(refused(() -> qos.createFlow(VOICE, stream)), "not connected", "destination");
    }

    @Test
    void aListeningSocketNamesTheMissingCapability() throws Exception {
        NativeSocket socket = NativeSocket.of(sockets.listening());

        QosException refusal = refused(() -> qos.createFlow(VOICE, socket));

        assertEquals(Reason.NOT_SUPPORTED, refusal.reason());
        assertTrue(refusal.hint().contains("LISTENING_SOCKETS"), refusal.hint());
    }

    @Test
    void anUnresolvedDestinationOrOneWithoutPortIsAMistakeOfTheCaller() throws Exception {
        NativeSocket socket = NativeSocket.of(sockets.inet());
        InetSocketAddress unresolved = InetSocketAddress.createUnresolved("example.invalid", 1);
        InetSocketAddress noPort = new InetSocketAddress("127.0.0.1", 0);

        assertThrows(IllegalArgumentException.class, () -> qos.createFlow(VOICE, socket, unresolved));
        assertThrows(IllegalArgumentException.class, () -> qos.createFlow(VOICE, socket, noPort));
    }

    @Test
    void joiningFollowsTheSameRules() throws Exception {
        var flow = qos.createFlow(VOICE, sockets.socket());
        NativeSocket socket = NativeSocket.of(sockets.dualStack());

        assertInvalid(refused(() -> flow.add(socket)), "not connected");
        assertInvalid(refused(() -> flow.add(socket, Connections.PEER)), "dual-stack");
        assertTrue(flow.isOpen());
    }

    @Test
    void aLocalDestinationThatWindowsRefusesIsExplained() throws Exception {
        dll.control("loopback refuse");
        NativeSocket socket = sockets.socket();

        QosException refusal = refused(() -> qos.createFlow(VOICE, socket));

        assertEquals(Reason.NOT_FOUND, refusal.reason());
        assertTrue(refusal.hint().contains("this machine"), refusal.hint());
    }

    private void assertDestination(String expected) {
        String call = dll.journal("QOSAddSocketToFlow").get(0);
        assertTrue(call.contains(" dest=" + expected + " ") && call.contains("-> ok"), call);
    }

    private void assertInvalid(QosException refusal, String... words) {
        assertEquals(Reason.INVALID_PARAMETER, refusal.reason());
        assertEquals("QOSAddSocketToFlow", refusal.operation());
        assertEquals(87, refusal.code());
        for (String word : words) {
            assertTrue(refusal.hint().contains(word), refusal.hint());
        }
        assertTrue(dll.journal("QOSAddSocketToFlow").stream().allMatch(call -> call.contains("-> ok")));
    }
}
