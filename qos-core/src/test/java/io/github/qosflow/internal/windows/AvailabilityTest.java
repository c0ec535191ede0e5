package io.github.qosflow.internal.windows;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.qosflow.MarkingProfile;
import io.github.qosflow.QosException;
import io.github.qosflow.QosException.Reason;
import io.github.qosflow.internal.windows.ServiceFact.State;
import io.github.qosflow.testkit.ContractDll;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.function.Executable;

/** What a refused opening says, in the light of Wine's service control manager. */
@Tag("windows")
@EnabledIfSystemProperty(named = "qosflow.wine", matches = "true")
class AvailabilityTest {
    @RegisterExtension
    final ContractDll dll = new ContractDll();

    @RegisterExtension
    final RegisteredServices services = new RegisteredServices();

    private final WindowsBackend backend = new WindowsBackend();

    @Test
    void aDisabledServiceIsToldWithTheCommandThatEnablesIt() {
        services.register(RegisteredServices.DISABLED);
        dll.control("service stopped");

        told(
                "The service QWAVE is disabled: run \"sc.exe config QWAVE start= demand\" as administrator.",
                backend::probe);
        told(
                "The service QWAVE is disabled: run \"sc.exe config QWAVE start= demand\" as administrator.",
                () -> backend.open(MarkingProfile.WINDOWS));
    }

    @Test
    void aServiceThatDoesNotStartIsTold() {
        services.register(RegisteredServices.DEMAND_START);
        dll.control("service stopped");

        told(
                "The service QWAVE is stopped: \"sc.exe start QWAVE\" as administrator tells why it does not start.",
                backend::probe);
    }

    @Test
    void aServiceThatIsNotRegisteredIsTold() {
        dll.control("service stopped");

        told(
                "The service QWAVE is not registered, so this Windows is damaged: run \"sfc /scannow\" as administrator.",
                backend::probe);
    }

    @Test
    void anInternalFailureOfADisabledServiceIsTheServices() {
        services.register(RegisteredServices.DISABLED);
        dll.fail("QOSCreateHandle", 31);

        QosException refusal = assertThrows(QosException.class, backend::probe);
        assertEquals(31, refusal.code());
        assertEquals(Reason.SERVICE_UNAVAILABLE, refusal.reason());
    }

    @Test
    void theFirewallIsToldWhateverTheServiceDoes() {
        services.register(RegisteredServices.DISABLED);
        dll.control("firewall closed");

        assertEquals(
                Reason.FIREWALL,
                assertThrows(QosException.class, backend::probe).reason());
    }

    @Test
    void anEnabledServiceOpensAgain() throws Exception {
        services.register(RegisteredServices.DISABLED);
        dll.control("service stopped");
        assertThrows(QosException.class, backend::probe);
        dll.control("service running");

        backend.probe();
    }

    @Test
    void theManagerTellsHowEachServiceStands() throws Exception {
        services.register(RegisteredServices.DISABLED);
        try (ServiceManager manager = new ServiceManager(new SystemLibraries().services())) {
            assertEquals(State.DISABLED, manager.read("QWAVE").state());
            assertEquals(State.RUNNING, manager.read("PlugPlay").state());
            assertEquals(State.STOPPED, manager.read("Spooler").state());
            assertEquals(State.ABSENT, manager.read("QWAVEdrv").state());
            assertEquals(State.UNREADABLE, manager.read("not/a/name").state());
        }
    }

    /** Wine keeps to itself what a service depends on, so that the names are given here. */
    @Test
    void aDependencyThatTheManagerDoesNotKnowIsNamed() throws Exception {
        services.register(RegisteredServices.DEMAND_START);
        dll.control("service stopped");
        QosException refusal = assertThrows(QosException.class, backend::probe);
        try (ServiceManager manager = new ServiceManager(new SystemLibraries().services())) {
            WindowsFacts facts = new WindowsFacts(
                    WindowsVersion.read(new SystemLibraries().nt()),
                    manager.read("QWAVE"),
                    List.of(manager.read("Spooler"), manager.read("QWAVEdrv")));

            String hint = Unavailability.explain(refusal, facts).hint();
            assertTrue(hint.contains("depends on QWAVEdrv, which is not registered"), hint);
        }
    }

    private static void told(String hint, Executable opening) {
        QosException refusal = assertThrows(QosException.class, opening);
        assertEquals(hint, refusal.hint());
        assertEquals(Reason.SERVICE_UNAVAILABLE, refusal.reason());
        assertEquals(1068, refusal.code());
        assertEquals("QOSCreateHandle", refusal.operation());
    }
}
