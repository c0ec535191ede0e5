package io.github.qosflow.internal.windows;

import io.github.qosflow.behaviour.StatisticsBehaviour;
import io.github.qosflow.model.Environment;
import io.github.qosflow.testkit.ContractDll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.RegisterExtension;

/** QOS2, by the contract DLL. */
@Tag("windows")
class WindowsStatisticsTest extends StatisticsBehaviour {
    @RegisterExtension
    final ContractDll dll = new ContractDll();

    private ModelSockets sockets;

    @Override
    protected Environment environment() throws Exception {
        sockets = new ModelSockets();
        return new DllEnvironment(dll, sockets);
    }

    @AfterEach
    void closeSockets() throws Exception {
        sockets.close();
    }
}
