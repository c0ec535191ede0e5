package io.github.qosflow.internal.windows;

import io.github.qosflow.model.InMemoryEnvironment;
import io.github.qosflow.model.ModelRun;
import io.github.qosflow.testkit.ContractDll;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The model, InMemoryQos, and the back end on the contract DLL. */
@Tag("windows")
class WindowsModelTest {
    @RegisterExtension
    final ContractDll dll = new ContractDll();

    /** Tells of every restart, of which there are hundreds; kept here, since loggers can be collected. */
    private final Logger recovery = Logger.getLogger(Recovery.class.getName());

    @Test
    void theBackEndDoesWhatIsPromised() throws Exception {
        recovery.setLevel(Level.WARNING);
        try (ModelSockets sockets = new ModelSockets()) {
            new ModelRun(
                            "model, InMemoryQos and QOS2",
                            List.of(InMemoryEnvironment::new, () -> new DllEnvironment(dll, sockets)))
                    .run();
        } finally {
            recovery.setLevel(null);
        }
    }
}
