package io.github.qosflow.internal.windows;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.jna.Native;
import com.sun.jna.Structure;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The mirror against the header itself: a program compiled from it prints every size, offset and value, one a line, and
 * the system property {@code qosflow.layout} names the file with its words.
 */
@Tag("layout")
class LayoutTest {
    private static List<String> header;

    @BeforeAll
    static void readTheHeadersWords() throws Exception {
        String file = System.getProperty("qosflow.layout");
        Objects.requireNonNull(
                file, "the system property qosflow.layout is not set: ci/wine.sh prepare makes the file");
        header = Files.readAllLines(Path.of(file));
    }

    @Test
    void everyStructureHasTheHeadersSize() {
        List<String> ours = new ArrayList<>();
        for (Structure structure : Layouts.STRUCTURES) {
            ours.add(structure.getClass().getSimpleName() + " " + structure.size());
        }
        List<String> theirs = words("struct QOS_");
        assertEquals(
                theirs.stream()
                        .map(words -> words.substring(0, words.lastIndexOf(' ')))
                        .toList(),
                ours);
    }

    @Test
    void everyFieldIsWhereTheHeaderHasIt() throws Exception {
        List<String> ours = new ArrayList<>();
        for (Structure structure : Layouts.STRUCTURES) {
            String name = structure.getClass().getSimpleName();
            Layouts.fields(structure).forEach((field, place) -> ours.add(name + "." + field + " " + place));
        }
        assertEquals(
                words("field QOS_").stream().sorted().toList(),
                ours.stream().sorted().toList());
    }

    @Test
    void everyConstantHasTheHeadersValue() throws Exception {
        List<String> theirs = words("constant QOS").stream().sorted().toList();
        List<String> ours = new ArrayList<>();
        for (Field field : QWave.class.getDeclaredFields()) {
            ours.add(field.getName() + " " + field.getLong(null));
        }
        assertFalse(theirs.isEmpty());
        assertEquals(theirs, ours.stream().sorted().toList());
    }

    @Test
    void socketAddressesAreAsTheHeaderHasThem() {
        assertEquals(
                List.of("SOCKADDR_IN 16 4", "SOCKADDR_IN6 28 4"),
                words("struct SOCKADDR").stream().toList());
        assertEquals(List.of("SOCKADDR_IN.sin_port 2 2"), words("field SOCKADDR_IN.sin_port"));
        assertEquals(List.of("SOCKADDR_IN.sin_addr 4 4"), words("field SOCKADDR_IN.sin_addr"));
        assertEquals(List.of("SOCKADDR_IN6.sin6_addr 8 16"), words("field SOCKADDR_IN6.sin6_addr"));
        assertEquals(List.of("SOCKADDR_IN6.sin6_scope_id 24 4"), words("field SOCKADDR_IN6.sin6_scope_id"));
        assertEquals(List.of("AF_INET " + SockAddr.AF_INET), words("constant AF_INET "));
        assertEquals(List.of("AF_INET6 " + SockAddr.AF_INET6), words("constant AF_INET6 "));
    }

    /** A call's block begins with an OVERLAPPED and has room for the largest buffer after the size. */
    @Test
    void aPendingCallsBlockHasRoomForWhatTheSystemWrites() {
        assertEquals(List.of("OVERLAPPED " + PendingCall.SIZE + " 8"), words("struct OVERLAPPED"));
        int largest =
                Layouts.STRUCTURES.stream().mapToInt(Structure::size).max().orElseThrow();
        assertEquals(40, largest);
        assertTrue(PendingCall.SIZE + Integer.BYTES <= PendingCall.BUFFER);
        assertEquals(0, PendingCall.BUFFER % Long.BYTES);
        assertEquals(Blocks.BYTES, PendingCall.BUFFER + largest);
    }

    @Test
    void whatTheSystemSaysOfServicesAndItselfIsAsTheHeaderHasIt() {
        assertEquals(
                List.of("QUERY_SERVICE_CONFIGW.dwStartType 4 4", "QUERY_SERVICE_CONFIGW.lpDependencies 40 8"),
                words("field QUERY_SERVICE_CONFIGW"));
        assertEquals(List.of("SERVICE_STATUS " + ServiceCalls.STATUS_BYTES + " 4"), words("struct SERVICE_STATUS"));
        assertEquals(
                List.of(
                        "SERVICE_STATUS.dwCurrentState " + ServiceCalls.STATUS_CURRENT_STATE + " 4",
                        "SERVICE_STATUS.dwWin32ExitCode " + ServiceCalls.STATUS_EXIT_CODE + " 4"),
                words("field SERVICE_STATUS"));
        assertEquals(List.of("OSVERSIONINFOEXW " + NtCalls.VERSION_BYTES + " 4"), words("struct OSVERSIONINFOEXW"));
        assertEquals(
                List.of(
                        "OSVERSIONINFOEXW.dwMajorVersion " + NtCalls.VERSION_MAJOR + " 4",
                        "OSVERSIONINFOEXW.dwMinorVersion " + NtCalls.VERSION_MINOR + " 4",
                        "OSVERSIONINFOEXW.dwBuildNumber " + NtCalls.VERSION_BUILD + " 4",
                        "OSVERSIONINFOEXW.wProductType " + NtCalls.VERSION_PRODUCT_TYPE + " 1"),
                words("field OSVERSIONINFOEXW"));
    }

    @Test
    void scalarsAreAsWideAsTheMirrorTakesThem() {
        assertEquals(List.of("SOCKET " + Native.POINTER_SIZE), words("scalar SOCKET"));
        assertEquals(List.of("HANDLE " + Native.POINTER_SIZE), words("scalar HANDLE"));
        assertEquals(List.of("BOOL 4"), words("scalar BOOL"));
        assertEquals(List.of("QOS_FLOWID 4"), words("scalar QOS_FLOWID"));
    }

    /** The lines that begin so, without their first word. */
    private static List<String> words(String beginning) {
        return header.stream()
                .filter(line -> line.startsWith(beginning))
                .map(line -> line.substring(line.indexOf(' ') + 1))
                .toList();
    }
}
