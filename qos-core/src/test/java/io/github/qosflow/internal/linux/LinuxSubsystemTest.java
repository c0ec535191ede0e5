package io.github.qosflow.internal.linux;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.qosflow.Dscp;
import io.github.qosflow.FlowSpec;
import io.github.qosflow.Marking;
import io.github.qosflow.MarkingProfile;
import io.github.qosflow.NativeSocket;
import io.github.qosflow.Qos;
import io.github.qosflow.QosCapability;
import io.github.qosflow.QosException;
import io.github.qosflow.QosException.Reason;
import io.github.qosflow.QosFlow;
import io.github.qosflow.QosFlowListener;
import io.github.qosflow.QosSubsystem;
import io.github.qosflow.TrafficType;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.channels.DatagramChannel;
import java.nio.channels.Pipe;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("linux")
class LinuxSubsystemTest {
    private static final FlowSpec VOICE = FlowSpec.of(TrafficType.VOICE);
    private static final FlowSpec EF =
            FlowSpec.builder(TrafficType.VOICE).dscp(Dscp.EF).build();

    private QosSubsystem qos;
    private DatagramChannel channel;
    private NativeSocket socket;

    @BeforeEach
    void open() throws IOException {
        qos = Qos.open();
        channel = DatagramChannel.open();
        socket = NativeSocket.of(channel);
    }

    @AfterEach
    void close() throws IOException {
        qos.close();
        channel.close();
    }

    @Test
    void isThereAndSaysSo() throws QosException {
        Qos.ensureAvailability();
        assertTrue(Qos.isAvailable());
        assertEquals(Optional.empty(), Qos.unavailabilityCause());
        assertEquals("Linux socket options", qos.name());
        assertTrue(qos.capabilities().contains(QosCapability.EXACT_DSCP));
        assertTrue(
                Qos.diagnose().toString().contains("no   TRACKING: "),
                Qos.diagnose().toString());
    }

    @Test
    void opensWithoutBlockingTheCaller() {
        assertTrue(Qos.openAsync(MarkingProfile.WINDOWS).isDone());
    }

    @ParameterizedTest
    @CsvSource({
        "BEST_EFFORT,0,0",
        "BACKGROUND,8,2",
        "EXCELLENT_EFFORT,40,4",
        "AUDIO_VIDEO,40,4",
        "VOICE,56,6",
        "CONTROL,56,6"
    })
    void aDualStackSocketGetsBothMarksAndThePriorityOfItsType(TrafficType type, int dscp, int priority)
            throws QosException {
        qos.createFlow(FlowSpec.of(type), socket);
        assertMarks(dscp << 2, dscp << 2, priority);
    }

    @Test
    void anIpv4SocketGetsTheOneMarkItHas() throws IOException {
        try (DatagramChannel ipv4 = DatagramChannel.open(StandardProtocolFamily.INET)) {
            NativeSocket fd = NativeSocket.of(ipv4);
            QosFlow flow = qos.createFlow(EF, fd);
            assertEquals(0xB8, Kernel.tos(fd.handle()));
            assertEquals(new Marking(Dscp.EF, Dscp.EF, Optional.empty()), flow.marking());
        }
    }

    @Test
    void theProfileDecidesWhatATypeMeans() throws QosException {
        try (QosSubsystem rfc = Qos.open(MarkingProfile.RFC4594)) {
            rfc.createFlow(VOICE, socket);
            assertMarks(0xB8, 0xB8, 6);
        }
    }

    @Test
    void theEcnBitsOfADatagramSocketStayTheProgramsOwn() throws QosException {
        Kernel.set(socket.handle(), LibC.IPPROTO_IP, LibC.IP_TOS, 0x01);
        Kernel.set(socket.handle(), LibC.IPPROTO_IPV6, LibC.IPV6_TCLASS, 0x02);
        QosFlow flow = qos.createFlow(EF, socket);
        assertMarks(0xB9, 0xBA, 6);
        assertEquals(Dscp.EF, flow.marking().effective());
        flow.close();
        assertMarks(0x01, 0x02, 0);
    }

    @Test
    void closingAFlowPutsTheFormerValuesBack() throws QosException {
        Kernel.set(socket.handle(), LibC.IPPROTO_IP, LibC.IP_TOS, 0x28);
        Kernel.set(socket.handle(), LibC.IPPROTO_IPV6, LibC.IPV6_TCLASS, 0x48);
        Kernel.set(socket.handle(), LibC.SOL_SOCKET, LibC.SO_PRIORITY, 3);
        QosFlow flow = qos.createFlow(EF, socket);
        assertMarks(0xB8, 0xB8, 6);
        flow.close();
        flow.close();
        assertMarks(0x28, 0x48, 3);
        assertFalse(flow.isOpen());
    }

    @Test
    void abandoningAFlowLeavesTheMarkToWhatIsStillQueued() throws QosException {
        QosFlow flow = qos.createFlow(EF, socket);
        flow.abandon();
        flow.close();
        assertMarks(0xB8, 0xB8, 6);
        assertFalse(flow.isOpen());
        assertArrayEquals(new long[0], qos.enumerateFlows());
    }

    @Test
    void theNewestFlowOfASocketGovernsAndTheLastOneToLeaveRestores() throws QosException {
        QosFlow first = qos.createFlow(EF, socket);
        QosFlow second = qos.createFlow(FlowSpec.of(TrafficType.BACKGROUND), socket);
        assertMarks(0x20, 0x20, 2);
        assertEquals(
                Reason.OVERRIDDEN, first.marking().difference().orElseThrow().reason());
        second.close();
        assertMarks(0xB8, 0xB8, 6);
        assertEquals(Optional.empty(), first.marking().difference());
        first.close();
        assertMarks(0, 0, 0);
    }

    @Test
    void anOlderFlowThatLeavesOrChangesDoesNotDisturbTheNewest() throws QosException {
        QosFlow first = qos.createFlow(EF, socket);
        QosFlow second = qos.createFlow(FlowSpec.of(TrafficType.BACKGROUND), socket);
        first.setTrafficType(TrafficType.CONTROL);
        assertMarks(0x20, 0x20, 2);
        first.close();
        assertMarks(0x20, 0x20, 2);
        second.close();
        assertMarks(0, 0, 0);
    }

    @Test
    void anAcceptedSocketThatInheritedTheMarkStillGetsItsPriority() throws IOException {
        try (ServerSocketChannel server = ServerSocketChannel.open().bind(loopback())) {
            qos.createFlow(EF, NativeSocket.of(server));
            try (SocketChannel client = SocketChannel.open(server.getLocalAddress());
                    SocketChannel accepted = server.accept()) {
                assertTrue(client.isConnected());
                long fd = NativeSocket.of(accepted).handle();
                assertEquals(0xB8, Kernel.tos(fd));
                assertEquals(0, Kernel.priority(fd));
                qos.createFlow(EF, NativeSocket.ofHandle(fd));
                assertEquals(6, Kernel.priority(fd));
            }
        }
    }

    @Test
    void aTcpSocketThatHasSaidItsLastWordKeepsItsMark() throws IOException {
        try (ServerSocketChannel server = ServerSocketChannel.open().bind(loopback());
                SocketChannel client = SocketChannel.open(server.getLocalAddress());
                SocketChannel accepted = server.accept()) {
            NativeSocket fd = NativeSocket.of(client);
            QosFlow flow = qos.createFlow(EF, fd);
            client.shutdownOutput();
            flow.close();
            assertEquals(0xB8, Kernel.tos(fd.handle()), "what is still queued must leave with the mark");
            assertTrue(accepted.isOpen());
        }
    }

    @Test
    void aDescriptorThatIsAnotherSocketByNowIsNotTouched() throws IOException {
        try (DatagramChannel other = DatagramChannel.open()) {
            NativeSocket reused = NativeSocket.of(other);
            int number = Kernel.c().dup((int) socket.handle());
            QosFlow flow = qos.createFlow(EF, NativeSocket.ofHandle(number));
            Kernel.set(reused.handle(), LibC.IPPROTO_IP, LibC.IP_TOS, 0x28);
            assertEquals(number, Kernel.c().dup2((int) reused.handle(), number));
            flow.setTrafficType(TrafficType.CONTROL);
            flow.close();
            assertEquals(0x28, Kernel.tos(reused.handle()));
            assertEquals(0, Kernel.trafficClass(reused.handle()));
            Kernel.c().close(number);
        }
    }

    @Test
    void aSecondDescriptorOfTheSameSocketIsTheSameMember() throws QosException {
        int twin = Kernel.c().dup((int) socket.handle());
        QosFlow flow = qos.createFlow(EF, socket);
        flow.add(NativeSocket.ofHandle(twin));
        flow.close();
        assertMarks(0, 0, 0);
        Kernel.c().close(twin);
    }

    @Test
    void aClosedSocketIsRefusedWithFunctionCodeAndReason() throws IOException {
        channel.close();
        QosException e = assertThrows(QosException.class, () -> qos.createFlow(EF, socket));
        assertEquals("getsockopt(SO_COOKIE)", e.operation());
        assertEquals(Errno.EBADF, e.code());
        assertEquals(Reason.NOT_A_SOCKET, e.reason());
        assertArrayEquals(new long[0], qos.enumerateFlows());
    }

    @Test
    void aPipeIsNoSocket() throws IOException {
        Pipe pipe = Pipe.open();
        try (Pipe.SourceChannel source = pipe.source();
                Pipe.SinkChannel sink = pipe.sink()) {
            NativeSocket number = NativeSocket.of(source);
            QosException e = assertReason(Reason.NOT_A_SOCKET, () -> qos.createFlow(EF, number));
            assertEquals(Errno.ENOTSOCK, e.code());
            assertTrue(sink.isOpen());
        }
    }

    @Test
    void anInventedNumberIsNoSocket() {
        assertReason(Reason.NOT_A_SOCKET, () -> qos.createFlow(EF, NativeSocket.ofHandle(999_999)));
        assertReason(Reason.NOT_A_SOCKET, () -> qos.createFlow(EF, NativeSocket.ofHandle(1L << 40)));
    }

    @Test
    void aUnixDomainSocketCarriesNoDscp() {
        int[] pair = new int[2];
        assertEquals(0, Kernel.c().socketpair(1, 1, 0, pair));
        assertReason(Reason.NOT_SUPPORTED, () -> qos.createFlow(EF, NativeSocket.ofHandle(pair[0])));
        Kernel.c().close(pair[0]);
        Kernel.c().close(pair[1]);
    }

    @Test
    void peersAreNotTrackedForAConnectionIsMeasuredWhileItSends() {
        InetAddress peer = InetAddress.getLoopbackAddress();
        assertReason(Reason.NOT_SUPPORTED, () -> qos.startTracking(peer));
        assertReason(Reason.NOT_SUPPORTED, () -> qos.stopTracking(peer));
    }

    @Test
    void aDestinationNeedsAnAddressAndAPort() {
        InetSocketAddress unresolved = InetSocketAddress.createUnresolved("example.invalid", 5004);
        assertThrows(IllegalArgumentException.class, () -> qos.createFlow(EF, socket, unresolved));
        InetSocketAddress noPort = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        assertThrows(IllegalArgumentException.class, () -> qos.createFlow(EF, socket, noPort));
        assertMarks(0, 0, 0);
    }

    @Test
    void aMemberIsASocketAndADestinationAndTheLastOneOutEndsTheFlow() throws IOException {
        InetSocketAddress one = new InetSocketAddress(InetAddress.getLoopbackAddress(), 5004);
        InetSocketAddress two = new InetSocketAddress(InetAddress.getLoopbackAddress(), 5006);
        try (DatagramChannel second = DatagramChannel.open()) {
            NativeSocket other = NativeSocket.of(second);
            QosFlow flow = qos.createFlow(EF, socket, one);
            flow.add(socket, two);
            flow.add(other, one);
            flow.remove(socket);
            assertMarks(0, 0, 0);
            assertTrue(flow.isOpen());
            assertReason(Reason.NOT_FOUND, () -> flow.remove(socket));
            flow.remove(other);
            assertEquals(0, Kernel.tos(other.handle()));
            assertFalse(flow.isOpen());
            assertReason(Reason.CLOSED, () -> flow.remove(other));
        }
    }

    @Test
    void aSocketStaysMarkedAsLongAsOneOfItsDestinationsIsInTheFlow() throws QosException {
        InetSocketAddress one = new InetSocketAddress("127.0.0.1", 9);
        InetSocketAddress two = new InetSocketAddress("127.0.0.2", 9);
        QosFlow flow = qos.createFlow(VOICE, socket, one);
        flow.add(socket, two);

        flow.remove(socket, List.of(one));
        assertMarks(0xE0, 0xE0, 6);
        flow.remove(socket, List.of(two));
        assertMarks(0, 0, 0);
    }

    @Test
    void aMemberThatClosesKeepsItsMarkAndTheOthersKeepTheFlow() throws IOException {
        try (DatagramChannel closing = DatagramChannel.open()) {
            NativeSocket second = NativeSocket.of(closing);
            QosFlow flow = qos.createFlow(VOICE, socket);
            flow.add(second);

            flow.abandon(second);

            assertEquals(0xE0, Kernel.tos(second.handle()));
            assertTrue(flow.isOpen());
            assertMarks(0xE0, 0xE0, 6);
        }
    }

    @Test
    void aMemberThatLeavesLateDoesNotTakeOutTheSocketThatHasItsNumberNow() throws IOException {
        QosFlow flow = qos.createFlow(VOICE, socket);
        DatagramChannel first = DatagramChannel.open();
        NativeSocket old = NativeSocket.of(first);
        flow.add(old);
        first.close();
        try (DatagramChannel next = DatagramChannel.open()) {
            NativeSocket reused = NativeSocket.of(next);
            assertEquals(old.handle(), reused.handle(), "the kernel gives out the lowest free number");
            flow.add(reused);

            flow.abandon(old);

            assertEquals(0xE0, Kernel.tos(reused.handle()));
            flow.remove(reused);
            assertEquals(0, Kernel.tos(reused.handle()));
            assertTrue(flow.isOpen());
        }
    }

    @Test
    void aSocketClosedMeanwhileCanStillBeTakenOut() throws IOException {
        QosFlow flow = qos.createFlow(EF, socket);
        channel.close();
        assertEquals(Dscp.EF, flow.marking().effective());
        flow.remove(socket);
        assertFalse(flow.isOpen());
    }

    @Test
    void changingTheTypeTakesTheExactDscpBack() throws QosException {
        QosFlow flow = qos.createFlow(EF, socket);
        flow.setTrafficType(TrafficType.BACKGROUND);
        assertMarks(0x20, 0x20, 2);
        assertEquals(FlowSpec.of(TrafficType.BACKGROUND), flow.spec());
        flow.setOutgoingDscp(Dscp.AF41);
        assertMarks(0x88, 0x88, 2);
        assertEquals(Optional.of(Dscp.AF41), flow.spec().dscp());
    }

    @Test
    void aChangeIsToldToTheListenersAndAThrowingOneHarmsNobody() throws QosException {
        List<Marking> told = new ArrayList<>();
        QosFlow flow = qos.createFlow(EF, socket);
        QosFlowListener throwing = new QosFlowListener() {
            @Override
            public void markingChanged(QosFlow changed, Marking marking) {
                throw new IllegalStateException("a listener of the test");
            }
        };
        QosFlowListener counting = new QosFlowListener() {
            @Override
            public void markingChanged(QosFlow changed, Marking marking) {
                told.add(marking);
            }
        };
        flow.addListener(throwing);
        flow.addListener(counting);
        flow.setOutgoingDscp(Dscp.CS6);
        flow.removeListener(counting);
        flow.setOutgoingDscp(Dscp.CS5);
        assertEquals(List.of(new Marking(Dscp.CS6, Dscp.CS6, Optional.empty())), told);
    }

    @Test
    void aMarkThatTheProgramOverwroteIsReported() throws QosException {
        QosFlow flow = qos.createFlow(EF, socket);
        Kernel.set(socket.handle(), LibC.IPPROTO_IPV6, LibC.IPV6_TCLASS, 0x28);
        Marking marking = flow.marking();
        assertEquals(Dscp.AF11, marking.effective());
        assertEquals(Reason.OVERRIDDEN, marking.difference().orElseThrow().reason());
    }

    @Test
    void flowsAreEnumeratedWhileTheyLast() throws QosException {
        QosFlow one = qos.createFlow(EF, socket);
        QosFlow two = qos.createFlow(VOICE, socket);
        assertArrayEquals(new long[] {one.id(), two.id()}, qos.enumerateFlows());
        one.close();
        assertArrayEquals(new long[] {two.id()}, qos.enumerateFlows());
    }

    @Test
    void closingTheSubsystemEndsItsFlowsAndRefusesMore() throws QosException {
        QosFlow flow = qos.createFlow(EF, socket);
        qos.close();
        qos.close();
        assertFalse(flow.isOpen());
        assertMarks(0, 0, 0);
        assertReason(Reason.CLOSED, () -> qos.createFlow(EF, socket));
        assertReason(Reason.CLOSED, () -> qos.enumerateFlows());
        assertReason(Reason.CLOSED, () -> flow.add(socket));
        assertReason(Reason.CLOSED, () -> flow.setTrafficType(TrafficType.VOICE));
        assertReason(Reason.CLOSED, flow::queryPacketPriority);
        assertReason(Reason.CLOSED, flow::queryOutgoingRate);
    }

    private void assertMarks(int tos, int trafficClass, int priority) {
        String expected = Integer.toHexString(tos) + " " + Integer.toHexString(trafficClass) + " " + priority;
        long fd = socket.handle();
        String found = Integer.toHexString(Kernel.tos(fd)) + " " + Integer.toHexString(Kernel.trafficClass(fd)) + " "
                + Kernel.priority(fd);
        assertEquals(expected, found, "tos, traffic class, priority");
    }

    private static QosException assertReason(Reason reason, org.junit.jupiter.api.function.Executable call) {
        QosException e = assertThrows(QosException.class, call);
        assertEquals(reason, e.reason(), e.getMessage());
        return e;
    }

    private static InetSocketAddress loopback() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    }
}
