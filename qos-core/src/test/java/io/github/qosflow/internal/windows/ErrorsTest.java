package io.github.qosflow.internal.windows;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.IntByReference;
import com.sun.jna.ptr.PointerByReference;
import com.sun.jna.win32.StdCallLibrary;
import io.github.qosflow.DataRate;
import io.github.qosflow.FlowSpec;
import io.github.qosflow.NativeSocket;
import io.github.qosflow.OutgoingRate;
import io.github.qosflow.QosException;
import io.github.qosflow.QosException.Reason;
import io.github.qosflow.TrafficType;
import java.net.InetAddress;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every documented error of every function comes out of the library, through the mirror, as what it means. */
class ErrorsTest extends WindowsSuite {
    private static final InetAddress PEER = Connections.PEER.getAddress();
    private static final Set<DocumentedErrors.Pair> DRIVEN = new HashSet<>();
    private static final Set<DocumentedErrors.Pair> DRIVEN_TYPED = new HashSet<>();

    private QWave qwave;
    private CompletionPort port;
    private Qos2Handle handle;
    private Target target;
    private int flow;

    @BeforeEach
    void openOurOwnHandle() throws Exception {
        SystemLibraries system = new SystemLibraries();
        qwave = system.qwave();
        port = CompletionPort.open(system.kernel32());
        handle = Qos2Handle.open(qwave, port);
        target = Target.of(new Sockets(system.winsock()), backend, sockets.socket(), null);
        flow = handle.createFlow(target, TrafficType.VOICE, false);
    }

    @AfterAll
    static void sayHowMany() {
        if (!Boolean.getBoolean("qosflow.wine")) {
            return; // every test was aborted: the library is not ours
        }
        System.out.println("(function, error) pairs driven through the library: " + DRIVEN.size() + " by the mirror, "
                + DRIVEN_TYPED.size() + " of them by the typed calls too");
        assertEquals(DocumentedErrors.all().size(), DRIVEN.size());
        assertEquals(used().size(), DRIVEN_TYPED.size());
    }

    private void closeOurOwnHandle() {
        handle.close();
        assertEquals(0, port.pending());
        port.end();
    }

    static List<DocumentedErrors.Pair> all() {
        return DocumentedErrors.all();
    }

    /** Closing and cancelling tell nobody: nothing can be done about a failure. 997 is not one of an overlapped call. */
    static List<DocumentedErrors.Pair> used() {
        return DocumentedErrors.all().stream()
                .filter(pair -> pair.function() != QosFunction.CLOSE_HANDLE && pair.function() != QosFunction.CANCEL)
                .filter(pair -> pair.code() != Kernel32Calls.ERROR_IO_PENDING)
                .toList();
    }

    @ParameterizedTest
    @MethodSource("all")
    void theMirrorTellsTheLibrarysError(DocumentedErrors.Pair pair) {
        dll.fail(pair.function().cName(), pair.code());

        assertFalse(raw(pair.function()));
        assertEquals(pair.code(), Native.getLastError());
        closeOurOwnHandle();
        DRIVEN.add(pair);
    }

    @ParameterizedTest
    @MethodSource("used")
    void everyTypedCallTurnsItIntoItsMeaning(DocumentedErrors.Pair pair) {
        Reason expected = Win32Error.exception(pair.function(), pair.code()).reason();
        for (Executable call : typed(pair.function())) {
            // the list is asked for again while the buffer is too small
            dll.control("fail " + pair.function().cName() + " " + pair.code() + (pair.code() == 122 ? " 10" : ""));
            QosException refusal = refused(call);
            assertEquals(expected, refusal.reason());
            assertEquals(pair.code(), refusal.code());
            assertEquals(pair.function().cName(), refusal.operation());
            dll.control("fail " + pair.function().cName() + " 0 0");
        }
        closeOurOwnHandle();
        DRIVEN_TYPED.add(pair);
    }

    @Test
    void anErrorNobodyDocumentsIsUnknown() {
        dll.fail("QOSAddSocketToFlow", 4711);

        assertEquals(
                Reason.UNKNOWN,
                refused(() -> handle.createFlow(target, TrafficType.VOICE, false))
                        .reason());
        closeOurOwnHandle();
    }

    @Test
    void aFailedAddLeavesNoFlow() throws Exception {
        NativeSocket socket = sockets.socket();
        closeOurOwnHandle();
        for (DocumentedErrors.Pair pair : DocumentedErrors.of(QosFunction.ADD_SOCKET)) {
            if (!RecoveryTest.FATAL.contains(pair.code())) {
                dll.fail("QOSAddSocketToFlow", pair.code());
                refused(() -> qos.createFlow(FlowSpec.of(TrafficType.VOICE), socket));
            }
        }
        assertEquals(0, dll.flowCount());
    }

    @Test
    void anyNumberButZeroIsSuccess() {
        closeOurOwnHandle();
        Lengths lengths = Native.load("kernel32", Lengths.class, Map.of());

        assertFalse(lengths.lstrlenA(""));
        assertTrue(lengths.lstrlenA("four"));
        assertTrue(lengths.lstrlenA("x".repeat(256)), "the low byte alone is 0");
    }

    private List<Executable> typed(QosFunction function) {
        OutgoingRate rate = OutgoingRate.of(DataRate.ofMegabitsPerSecond(1));
        return switch (function) {
            case CREATE_HANDLE -> List.of(() -> Qos2Handle.open(qwave, port), () -> Qos2Handle.probe(qwave));
            case START_TRACKING -> List.of(() -> handle.startTracking(PEER));
            case STOP_TRACKING -> List.of(() -> handle.stopTracking(PEER));
            case ENUMERATE -> List.of(() -> handle.enumerateFlows());
            case ADD_SOCKET ->
                List.of(
                        () -> handle.createFlow(target, TrafficType.VOICE, false),
                        () -> handle.createFlow(target, TrafficType.VOICE, true),
                        () -> handle.joinFlow(flow, target, TrafficType.VOICE));
            case REMOVE_SOCKET -> List.of(() -> handle.endFlow(flow), () -> handle.removeSocket(flow, target.handle()));
            case SET_FLOW ->
                List.of(
                        () -> handle.setTrafficType(flow, TrafficType.CONTROL),
                        overlapped(receiver -> handle.setRate(flow, rate, receiver)),
                        () -> handle.setDscp(flow, 46));
            case QUERY_FLOW ->
                List.of(
                        () -> handle.queryPacketPriority(flow),
                        () -> handle.queryRate(flow),
                        overlapped(receiver -> handle.queryFundamentals(flow, true, receiver)));
            case NOTIFY_FLOW ->
                List.of(
                        overlapped(receiver -> handle.notify(flow, QWave.QOSNotifyCongested, null, receiver)),
                        overlapped(receiver -> handle.notify(flow, QWave.QOSNotifyUncongested, null, receiver)),
                        overlapped(receiver -> handle.notify(flow, QWave.QOSNotifyAvailable, rate.rate(), receiver)));
            default -> throw new IllegalArgumentException(function.cName());
        };
    }

    /** An overlapped call that fails at once tells its receiver before it returns. */
    private static Executable overlapped(Consumer<BiConsumer<PendingCall, QosException>> call) {
        return () -> {
            AtomicReference<QosException> told = new AtomicReference<>();
            call.accept((pending, error) -> told.set(error));
            if (told.get() != null) {
                throw told.get();
            }
        };
    }

    private boolean raw(QosFunction function) {
        // a handle that is only passed by: the scripted failure comes before it is looked at
        Pointer any = new Pointer(4);
        byte[] peer = SockAddr.bytes(Connections.PEER);
        Memory buffer = new Memory(64);
        buffer.clear();
        IntByReference bytes = new IntByReference(64);
        Pointer size = bytes.getPointer();
        return switch (function) {
            case CREATE_HANDLE -> qwave.QOSCreateHandle(new QWave.QOS_VERSION(), new PointerByReference());
            case CLOSE_HANDLE -> qwave.QOSCloseHandle(any);
            case START_TRACKING -> qwave.QOSStartTrackingClient(any, peer, 0);
            case STOP_TRACKING -> qwave.QOSStopTrackingClient(any, peer, 0);
            case ENUMERATE -> qwave.QOSEnumerateFlows(any, bytes, buffer);
            case ADD_SOCKET -> qwave.QOSAddSocketToFlow(any, any, peer, 0, 0, new IntByReference());
            case REMOVE_SOCKET -> qwave.QOSRemoveSocketFromFlow(any, any, 1, 0);
            case SET_FLOW -> qwave.QOSSetFlow(any, 1, QWave.QOSSetTrafficType, 4, buffer, 0, null);
            case QUERY_FLOW -> qwave.QOSQueryFlow(any, 1, QWave.QOSQueryPacketPriority, size, buffer, 0, null);
            case NOTIFY_FLOW -> qwave.QOSNotifyFlow(any, 1, QWave.QOSNotifyCongested, null, null, 0, buffer);
            case CANCEL -> qwave.QOSCancel(any, buffer);
        };
    }

    /** A function of the system that answers any number, here taken for a BOOL. */
    interface Lengths extends StdCallLibrary {
        boolean lstrlenA(String text);
    }
}
