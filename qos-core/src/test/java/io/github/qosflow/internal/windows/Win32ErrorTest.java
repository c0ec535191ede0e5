package io.github.qosflow.internal.windows;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.jna.NativeLibrary;
import com.sun.jna.Platform;
import io.github.qosflow.QosException;
import io.github.qosflow.QosException.Reason;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class Win32ErrorTest {
    @Test
    void theDocumentedMatrixIsCompleteInThisTest() {
        assertEquals(108, DocumentedErrors.all().size());
    }

    @ParameterizedTest
    @MethodSource("io.github.qosflow.internal.windows.DocumentedErrors#all")
    void everyDocumentedCodeHasAReasonAndAHintOfOneSentence(DocumentedErrors.Pair pair) {
        QosException refusal = Win32Error.exception(pair.function(), pair.code());

        assertNotEquals(Reason.UNKNOWN, refusal.reason());
        assertEquals(pair.function().cName(), refusal.operation());
        assertEquals(pair.code(), refusal.code());
        assertTrue(refusal.hint().endsWith("."), refusal.hint());
        assertFalse(refusal.hint().substring(0, refusal.hint().length() - 1).contains(". "), refusal.hint());
    }

    @Test
    void aMissingLibraryIsToldFromAnUnexpectedOne() {
        assertEquals(
                Reason.LIBRARY_MISSING, Win32Error.exception("LoadLibrary", 126).reason());
        assertEquals(
                Reason.LIBRARY_UNEXPECTED,
                Win32Error.exception("LoadLibrary", 127).reason());
        assertEquals(
                Reason.LIBRARY_UNEXPECTED,
                Win32Error.exception("LoadLibrary", 193).reason());
    }

    @Test
    void aLibraryWithoutTheFunctionsIsUnexpected() {
        NativeLibrary another = NativeLibrary.getInstance(Platform.C_LIBRARY_NAME);

        QosException refusal = assertThrows(QosException.class, () -> SystemLibraries.requireFunctions(another));
        assertEquals(127, refusal.code());
        assertTrue(String.valueOf(refusal.getCause()).contains("QOSCreateHandle"));
    }

    @Test
    void errorsThatAreOnlySeenAreExplainedToo() {
        assertEquals(Reason.NOT_FOUND, reason(QosFunction.ADD_SOCKET, 1168));
        assertEquals(Reason.NOT_SUPPORTED, reason(QosFunction.CREATE_HANDLE, 50));
        assertEquals(Reason.SERVICE_UNAVAILABLE, reason(QosFunction.CREATE_HANDLE, 1056));
        assertEquals(Reason.CANCELLED, reason(QosFunction.QUERY_FLOW, 995));
    }

    @ParameterizedTest
    @ValueSource(ints = {1053, 1058, 1060, 1062, 1066, 1067, 1069, 1070, 1072, 1075, 1077, 1079})
    void whatWindowsSaysOfAServiceThatDoesNotStartIsTheServices(int code) {
        QosException refusal = Win32Error.exception(QosFunction.CREATE_HANDLE, code);

        assertEquals(Reason.SERVICE_UNAVAILABLE, refusal.reason());
        assertTrue(refusal.hint().contains("QWAVE"), refusal.hint());
        assertEquals(Reason.UNKNOWN, reason(QosFunction.SET_FLOW, code));
    }

    @Test
    void anUndocumentedCodeIsNamedWithItsFunction() {
        QosException refusal = Win32Error.exception(QosFunction.SET_FLOW, 4711);

        assertEquals(Reason.UNKNOWN, refusal.reason());
        assertTrue(refusal.hint().contains("4711"));
        assertTrue(refusal.hint().contains("QOSSetFlow"));
    }

    @Test
    void aCodeOfAnotherFunctionIsNotTakenForThisOne() {
        assertEquals(Reason.UNKNOWN, reason(QosFunction.CREATE_HANDLE, 183));
        assertEquals(Reason.UNKNOWN, reason(QosFunction.ADD_SOCKET, 5));
    }

    @Test
    void theSameNumberMeansWhatItsFunctionSays() {
        List<Reason> reasons = List.of(reason(QosFunction.CLOSE_HANDLE, 87), reason(QosFunction.ADD_SOCKET, 87));

        assertEquals(List.of(Reason.CLOSED, Reason.INVALID_PARAMETER), reasons);
    }

    private static Reason reason(QosFunction function, int code) {
        return Win32Error.exception(function, code).reason();
    }
}
