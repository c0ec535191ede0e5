package io.github.qosflow.internal.windows;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.jna.Function;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import io.github.qosflow.FlowSpec;
import io.github.qosflow.NativeSocket;
import io.github.qosflow.QosException.Reason;
import io.github.qosflow.QosFlow;
import io.github.qosflow.TrafficType;
import java.io.Closeable;
import java.lang.reflect.Constructor;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A number is not a socket: it may be closed, foreign, invented, or have gone to the next one. */
class IdentityTest extends WindowsSuite {
    private static final FlowSpec VOICE = FlowSpec.of(TrafficType.VOICE);

    @Test
    void aClosedNumberIsNoSocket() throws Exception {
        DatagramChannel channel = sockets.connected();
        NativeSocket socket = NativeSocket.of(channel);
        channel.close();

        assertRefused(socket);
    }

    @Test
    void anInventedNumberIsNoSocket() {
        assertRefused(NativeSocket.ofHandle(0x7FFF_FFF0L));
        assertRefused(NativeSocket.ofHandle(0));
        assertRefused(NativeSocket.ofHandle(Long.MAX_VALUE));
    }

    @Test
    void aForeignHandleIsNoSocket() {
        Function createEvent = NativeLibrary.getInstance("kernel32").getFunction("CreateEventW");
        Pointer event = createEvent.invokePointer(new Object[] {Pointer.NULL, 0, 0, Pointer.NULL});

        assertRefused(NativeSocket.ofHandle(Pointer.nativeValue(event)));
    }

    @Test
    void aSocketWhoseNumberTheJvmHidesIsRefused() throws Exception {
        Constructor<NativeSocket> hidden = NativeSocket.class.getDeclaredConstructor(long.class, Closeable.class);
        hidden.setAccessible(true);

        assertRefused(hidden.newInstance(-1L, sockets.connected()));
    }

    @Test
    void aNumberThatWentToAnotherSocketIsDroppedWithoutACall() throws Exception {
        NativeSocket reused = reusedNumber();
        int removals = dll.journal("QOSRemoveSocketFromFlow").size();
        flow.add(sockets.socket());

        flow.remove(reused);

        assertTrue(flow.isOpen());
        assertEquals(removals, dll.journal("QOSRemoveSocketFromFlow").size());
        assertEquals(Reason.NOT_FOUND, refused(() -> flow.remove(reused)).reason());
    }

    @Test
    void whenItWasTheLastOneTheFlowEndsByItsId() throws Exception {
        NativeSocket reused = reusedNumber();

        flow.remove(reused);

        assertFalse(flow.isOpen());
        List<String> removals = dll.journal("QOSRemoveSocketFromFlow");
        assertTrue(removals.get(removals.size() - 1).contains(" socket=0 flow=" + flow.id()), removals.toString());
    }

    @Test
    void theNewOwnerOfANumberCanJoinTheFlowOfTheOldOne() throws Exception {
        NativeSocket reused = reusedNumber();
        flow.add(sockets.socket());
        flow.add(reused);
        flow.remove(reused);

        List<String> removals = dll.journal("QOSRemoveSocketFromFlow");
        assertTrue(removals.get(0).contains(" socket=" + reused.handle() + " "), removals.toString());
        assertTrue(flow.isOpen());
    }

    @Test
    void aDatagramSocketThatWasBoundByItsFirstSendIsStillItself() throws Exception {
        DatagramChannel channel = sockets.inet();
        flow = qos.createFlow(VOICE, NativeSocket.of(channel), Connections.PEER);
        flow.add(sockets.socket());
        channel.send(ByteBuffer.allocate(1), Connections.PEER);

        flow.remove(NativeSocket.of(channel));

        assertEquals(1, dll.journal("QOSRemoveSocketFromFlow").size());
    }

    private QosFlow flow;

    /** A flow with a member whose channel is closed and whose number another channel has now. */
    private NativeSocket reusedNumber() throws Exception {
        DatagramChannel first = sockets.connected();
        long number = NativeSocket.of(first).handle();
        flow = qos.createFlow(VOICE, NativeSocket.ofHandle(number));
        first.close();
        List<NativeSocket> tried = new ArrayList<>();
        while (tried.size() < 1000) {
            NativeSocket next = NativeSocket.of(sockets.connected(new InetSocketAddress("127.0.0.1", 4002)));
            if (next.handle() == number) {
                return next;
            }
            tried.add(next);
        }
        throw new AssertionError("the number was not given out again: " + number);
    }

    private void assertRefused(NativeSocket socket) {
        assertEquals(
                Reason.NOT_A_SOCKET,
                refused(() -> qos.createFlow(VOICE, socket)).reason());
        assertEquals(
                Reason.NOT_A_SOCKET,
                refused(() -> qos.createFlow(VOICE, socket, Connections.PEER)).reason());
        assertEquals(List.of(), dll.journal("QOSAddSocketToFlow"));
    }
}
