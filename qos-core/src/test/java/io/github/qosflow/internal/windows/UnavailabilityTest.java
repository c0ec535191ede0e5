package io.github.qosflow.internal.windows;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.qosflow.QosException;
import io.github.qosflow.QosException.Reason;
import io.github.qosflow.internal.windows.ServiceFact.State;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every decision about why QOS2 cannot be opened. */
class UnavailabilityTest {
    private static final WindowsVersion DESKTOP = new WindowsVersion(10, 0, 22631, false);
    private static final WindowsVersion SERVER = new WindowsVersion(10, 0, 20348, true);
    private static final ServiceFact STOPPED = ServiceFact.of("QWAVE", State.STOPPED);
    private static final ServiceFact FAILED = new ServiceFact("QWAVE", State.FAILED, 5, List.of());

    @Test
    void aServerWithoutTheFeatureIsToldHowToInstallIt() {
        String install = "run \"Install-WindowsFeature qWave\"";

        told(Reason.LIBRARY_MISSING, install, libraryMissing(), facts(SERVER, State.ABSENT));
        told(Reason.LIBRARY_MISSING, install, libraryMissing(), facts(SERVER, State.UNREADABLE));
        told(Reason.SERVICE_UNAVAILABLE, install, refused(1060), facts(SERVER, State.ABSENT));
    }

    @Test
    void aDesktopWithoutTheLibraryIsDamaged() {
        told(Reason.LIBRARY_MISSING, "every desktop Windows has", libraryMissing(), facts(DESKTOP, State.ABSENT));
        told(Reason.LIBRARY_MISSING, "sfc /scannow", libraryMissing(), facts(DESKTOP, State.UNREADABLE));
    }

    @Test
    void aRegisteredServiceWithoutItsLibraryIsDamagedEverywhere() {
        told(Reason.LIBRARY_MISSING, "QWAVE is registered but", libraryMissing(), facts(SERVER, State.STOPPED));
        told(Reason.LIBRARY_MISSING, "QWAVE is registered but", libraryMissing(), facts(DESKTOP, State.DISABLED));
    }

    @Test
    void aDesktopWithoutTheServiceIsDamaged() {
        told(Reason.SERVICE_UNAVAILABLE, "QWAVE is not registered", refused(1060), facts(DESKTOP, State.ABSENT));
    }

    @ParameterizedTest
    @ValueSource(ints = {31, 1053, 1058, 1068})
    void aDisabledServiceIsToldWithTheCommand(int code) {
        String enable = "QWAVE is disabled: run \"sc.exe config QWAVE start= demand\"";

        told(Reason.SERVICE_UNAVAILABLE, enable, refused(code), facts(DESKTOP, State.DISABLED));
    }

    @Test
    void aStoppedServiceIsToldWithTheCommandThatTellsMore() {
        String start = "QWAVE is stopped: \"sc.exe start QWAVE\"";

        told(Reason.SERVICE_UNAVAILABLE, start, refused(1068), facts(STOPPED));
        told(Reason.SERVICE_UNAVAILABLE, start, refused(31), facts(STOPPED));
    }

    @Test
    void aServiceThatFailedIsToldWithItsExitCode() {
        told(Reason.SERVICE_UNAVAILABLE, "QWAVE ended with error 5: \"net helpmsg 5\"", refused(1053), facts(FAILED));
    }

    @Test
    void aDependencyIsNamedWithWhatItLacks() {
        ServiceFact failed = new ServiceFact("LLTDIO", State.FAILED, 2, List.of());

        dependency("depends on QWAVEdrv, which is not registered", ServiceFact.of("QWAVEdrv", State.ABSENT));
        dependency(
                "depends on Psched, which is disabled: run \"sc.exe config Psched start= demand\"",
                ServiceFact.of("Psched", State.DISABLED));
        dependency("depends on LLTDIO, which ended with error 2", failed);
        dependency(
                "depends on RpcSs, which is stopped: \"sc.exe start RpcSs\"", ServiceFact.of("RpcSs", State.STOPPED));
    }

    @Test
    void theWorstDependencyIsNamedAndOfEquallyBadOnesTheFirst() {
        dependency(
                "depends on second,",
                ServiceFact.of("first", State.STOPPED),
                ServiceFact.of("second", State.DISABLED),
                ServiceFact.of("third", State.DISABLED),
                ServiceFact.of("fourth", State.RUNNING));
    }

    @Test
    void aDependencyThatIsOnlyStoppedIsNotBlamedForTheServicesOwnFailure() {
        ServiceFact driver = ServiceFact.of("QWAVEdrv", State.STOPPED);

        told(Reason.SERVICE_UNAVAILABLE, "QWAVE ended with error 5", refused(1053), facts(FAILED, driver));
        told(Reason.SERVICE_UNAVAILABLE, "depends on QWAVEdrv", refused(1068), facts(FAILED, driver));
    }

    @Test
    void dependenciesThatRunOrCannotBeReadAreNotBlamed() {
        ServiceFact runs = ServiceFact.of("RpcSs", State.RUNNING);
        ServiceFact unknown = ServiceFact.of("Psched", State.UNREADABLE);

        told(Reason.SERVICE_UNAVAILABLE, "QWAVE is stopped", refused(1068), facts(STOPPED, runs, unknown));
    }

    @ParameterizedTest
    @ValueSource(ints = {31, 1053, 1060, 1068, 1069})
    void whatTheFactsDoNotExplainStays(int code) {
        QosException refusal = refused(code);

        assertSame(refusal, Unavailability.explain(refusal, facts(DESKTOP, State.RUNNING)));
        assertSame(refusal, Unavailability.explain(refusal, facts(SERVER, State.UNREADABLE)));
    }

    @Test
    void aSystemOlderThanVistaHasNoQos2() {
        WindowsFacts old = facts(new WindowsVersion(5, 2, 3790, true), State.ABSENT);

        told(Reason.NOT_SUPPORTED, "this is Windows Server 5.2.3790.", libraryMissing(), old);
    }

    @Test
    void whatHasNothingToDoWithTheServiceIsNotAskedFor() {
        for (int code : new int[] {8, 50, 87, 1056, 1450, 4309, 4711}) {
            assertFalse(Unavailability.isExplicable(refused(code)), "QOSCreateHandle " + code);
        }
        for (int code : new int[] {127, 193}) {
            assertFalse(Unavailability.isExplicable(Win32Error.exception("LoadLibrary", code)), "LoadLibrary " + code);
        }
        assertFalse(Unavailability.isExplicable(Win32Error.exception(QosFunction.QUERY_FLOW, 122)));
        QosException ofJna = new QosException("LoadLibrary", 0, Reason.LIBRARY_MISSING, "JNA cannot load.");
        assertFalse(Unavailability.isExplicable(ofJna));
    }

    private static void dependency(String words, ServiceFact... dependencies) {
        told(Reason.SERVICE_UNAVAILABLE, words, refused(1068), facts(STOPPED, dependencies));
    }

    private static void told(Reason reason, String words, QosException refusal, WindowsFacts facts) {
        assertTrue(Unavailability.isExplicable(refusal), refusal.toString());
        QosException told = Unavailability.explain(refusal, facts);

        assertEquals(reason, told.reason());
        assertEquals(refusal.operation(), told.operation());
        assertEquals(refusal.code(), told.code());
        assertSame(refusal, told.getCause());
        assertTrue(told.hint().contains(words), told.hint());
        assertTrue(told.hint().endsWith("."), told.hint());
        assertFalse(told.hint().substring(0, told.hint().length() - 1).contains(". "), told.hint());
    }

    private static WindowsFacts facts(WindowsVersion version, State service) {
        return new WindowsFacts(version, ServiceFact.of("QWAVE", service), List.of());
    }

    private static WindowsFacts facts(ServiceFact service, ServiceFact... dependencies) {
        return new WindowsFacts(DESKTOP, service, List.of(dependencies));
    }

    private static QosException libraryMissing() {
        return Win32Error.exception("LoadLibrary", 126);
    }

    private static QosException refused(int code) {
        return Win32Error.exception(QosFunction.CREATE_HANDLE, code);
    }
}
