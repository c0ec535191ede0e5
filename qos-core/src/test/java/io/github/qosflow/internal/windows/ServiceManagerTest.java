package io.github.qosflow.internal.windows;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import io.github.qosflow.internal.windows.ServiceCalls.QUERY_SERVICE_CONFIGW;
import io.github.qosflow.internal.windows.ServiceFact.State;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the numbers and texts of the service control manager mean. */
class ServiceManagerTest {
    private static final int RUNNING = 4;
    private static final int START_PENDING = 2;
    private static final int AUTO_START = 2;
    private static final int DEMAND_START = 3;

    @Test
    void aServiceThatRunsIsNotDisabledForThisTime() {
        assertEquals(State.RUNNING, state(RUNNING, ServiceCalls.SERVICE_DISABLED, 0));
        assertEquals(State.RUNNING, state(START_PENDING, DEMAND_START, 0));
    }

    @Test
    void aStoppedServiceIsDisabledOrFailedOrOnlyStopped() {
        int stopped = ServiceCalls.SERVICE_STOPPED;

        assertEquals(State.DISABLED, state(stopped, ServiceCalls.SERVICE_DISABLED, 1077));
        assertEquals(State.FAILED, state(stopped, AUTO_START, 1069));
        assertEquals(State.STOPPED, state(stopped, DEMAND_START, 0));
        assertEquals(State.STOPPED, state(stopped, DEMAND_START, 1077), "never started");
    }

    @Test
    void onlyAFailureHasAnExitCode() {
        assertEquals(
                1069, fact(ServiceCalls.SERVICE_STOPPED, DEMAND_START, 1069).exitCode());
        assertEquals(0, fact(ServiceCalls.SERVICE_STOPPED, DEMAND_START, 1077).exitCode());
    }

    @Test
    void theStartTypeIsTheConfigurationsSecondNumber() {
        try (Memory buffer = new Memory(ServiceCalls.MAX_CONFIG_BYTES)) {
            buffer.clear();
            buffer.setInt(4, ServiceCalls.SERVICE_DISABLED);
            assertEquals(ServiceCalls.SERVICE_DISABLED, new QUERY_SERVICE_CONFIGW(buffer).dwStartType);
        }
    }

    @Test
    void dependenciesAreReadFromTheBufferThatTheConfigurationPointsInto() {
        assertEquals(List.of("QWAVEdrv", "Psched"), dependencies("QWAVEdrv", "Psched"));
    }

    @Test
    void groupsOfServicesAreNoServices() {
        assertEquals(List.of("RpcSs"), dependencies("+TDI", "RpcSs"));
    }

    @Test
    void aServiceWithoutDependenciesHasNone() {
        assertEquals(List.of(), dependencies());
        assertEquals(List.of(), ServiceManager.names(null));
    }

    /** The layout is the header's on 64 bits; the characters are as wide as this system has them. */
    private static List<String> dependencies(String... names) {
        try (Memory buffer = new Memory(ServiceCalls.MAX_CONFIG_BYTES)) {
            buffer.clear();
            long texts = 64;
            buffer.setPointer(40, buffer.share(texts));
            for (String name : names) {
                buffer.setWideString(texts, name);
                texts += (long) Native.WCHAR_SIZE * (name.length() + 1);
            }
            return ServiceManager.names(new QUERY_SERVICE_CONFIGW(buffer).lpDependencies);
        }
    }

    private static State state(int currentState, int startType, int exitCode) {
        return fact(currentState, startType, exitCode).state();
    }

    private static ServiceFact fact(int currentState, int startType, int exitCode) {
        return ServiceManager.fact("QWAVE", currentState, startType, exitCode, List.of());
    }
}
