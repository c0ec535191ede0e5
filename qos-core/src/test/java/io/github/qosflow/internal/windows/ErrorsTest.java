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
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every documented error of every function comes out of the library, through the mirror, as what it means. */
class ErrorsTest extends WindowsSuite {
    private static int driven;

    private QWave qwave;
    private Qos2Handle handle;
    private Target target;
    private int flow;

    @BeforeEach
    void openOurOwnHandle() throws Exception {
        SystemLibraries system = new SystemLibraries();
        qwave = system.qwave();
        handle = Qos2Handle.open(qwave);
        target = Target.of(new Sockets(system.winsock()), backend, sockets.socket(), null);
        flow = handle.createFlow(target, TrafficType.VOICE);
    }

    @AfterAll
    static void sayHowMany() {
        System.out.println("errors driven through the library: " + driven);
    }

    static List<DocumentedErrors.Pair> all() {
        return DocumentedErrors.all();
    }

    static List<DocumentedErrors.Pair> used() {
        return DocumentedErrors.of(
                QosFunction.CREATE_HANDLE,
                QosFunction.ENUMERATE,
                QosFunction.ADD_SOCKET,
                QosFunction.REMOVE_SOCKET,
                QosFunction.SET_FLOW,
                QosFunction.QUERY_FLOW);
    }

    @ParameterizedTest
    @MethodSource("all")
    void theMirrorTellsTheLibrarysError(DocumentedErrors.Pair pair) {
        dll.fail(pair.function().cName(), pair.code());

        assertFalse(raw(pair.function()));
        assertEquals(pair.code(), Native.getLastError());
        handle.close();
        driven++;
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
            driven++;
        }
        handle.close();
    }

    @Test
    void anErrorNobodyDocumentsIsUnknown() {
        dll.fail("QOSAddSocketToFlow", 4711);

        assertEquals(
                Reason.UNKNOWN,
                refused(() -> handle.createFlow(target, TrafficType.VOICE)).reason());
        handle.close();
    }

    @Test
    void aFailedAddLeavesNoFlow() throws Exception {
        NativeSocket socket = sockets.socket();
        handle.close();
        for (DocumentedErrors.Pair pair : DocumentedErrors.of(QosFunction.ADD_SOCKET)) {
            dll.fail("QOSAddSocketToFlow", pair.code());
            refused(() -> qos.createFlow(FlowSpec.of(TrafficType.VOICE), socket));
        }
        assertEquals(0, dll.flowCount());
    }

    @Test
    void anyNumberButZeroIsSuccess() {
        handle.close();
        Lengths lengths = Native.load("kernel32", Lengths.class, Map.of());

        assertFalse(lengths.lstrlenA(""));
        assertTrue(lengths.lstrlenA("four"));
        assertTrue(lengths.lstrlenA("x".repeat(256)), "the low byte alone is 0");
    }

    private List<Executable> typed(QosFunction function) {
        OutgoingRate rate = OutgoingRate.of(DataRate.ofMegabitsPerSecond(1));
        return switch (function) {
            case CREATE_HANDLE -> List.of(() -> Qos2Handle.open(qwave));
            case ENUMERATE -> List.of(() -> handle.enumerateFlows());
            case ADD_SOCKET ->
                List.of(
                        () -> handle.createFlow(target, TrafficType.VOICE),
                        () -> handle.joinFlow(flow, target, TrafficType.VOICE));
            case REMOVE_SOCKET -> List.of(() -> handle.endFlow(flow), () -> handle.removeSocket(flow, target.handle()));
            case SET_FLOW ->
                List.of(
                        () -> handle.setTrafficType(flow, TrafficType.CONTROL),
                        () -> handle.setRate(flow, rate),
                        () -> handle.setDscp(flow, 46));
            case QUERY_FLOW -> List.of(() -> handle.queryPacketPriority(flow), () -> handle.queryRate(flow));
            default -> throw new IllegalArgumentException(function.cName());
        };
    }

    private boolean raw(QosFunction function) {
        // a handle that is only passed by: the scripted failure comes before it is looked at
        Pointer any = new Pointer(4);
        byte[] peer = SockAddr.bytes(Connections.PEER);
        Memory buffer = new Memory(64);
        buffer.clear();
        IntByReference size = new IntByReference(64);
        return switch (function) {
            case CREATE_HANDLE -> qwave.QOSCreateHandle(new QWave.QOS_VERSION(), new PointerByReference());
            case CLOSE_HANDLE -> qwave.QOSCloseHandle(any);
            case START_TRACKING -> qwave.QOSStartTrackingClient(any, peer, 0);
            case STOP_TRACKING -> qwave.QOSStopTrackingClient(any, peer, 0);
            case ENUMERATE -> qwave.QOSEnumerateFlows(any, size, buffer);
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
