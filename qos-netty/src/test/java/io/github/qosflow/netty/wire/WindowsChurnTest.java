package io.github.qosflow.netty.wire;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.sun.jna.Native;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.IntByReference;
import com.sun.jna.win32.StdCallLibrary;
import io.github.qosflow.QosSubsystem;
import io.github.qosflow.netty.Transport;
import io.github.qosflow.testkit.ContractDll;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The contract DLL is asked what is left; it takes the mark off with the flow. */
@Tag("windows")
class WindowsChurnTest extends ChurnSuite {
    @RegisterExtension
    final ContractDll dll = new ContractDll();

    private final Kernel32 kernel32 = Native.load("kernel32", Kernel32.class);

    WindowsChurnTest() {
        super(Transport.NIO);
    }

    interface Kernel32 extends StdCallLibrary {
        Pointer GetCurrentProcess();

        boolean GetProcessHandleCount(Pointer process, IntByReference count);
    }

    /** A fifth of what Linux has, for under Wine a connection takes fifty times as long; the property says otherwise. */
    @Override
    int connections() {
        return Integer.getInteger("qosflow.churn", 20_000);
    }

    @Override
    long descriptors() throws IOException {
        if (Boolean.getBoolean("qosflow.wine")) {
            return WineServer.descriptors();
        }
        IntByReference count = new IntByReference();
        kernel32.GetProcessHandleCount(kernel32.GetCurrentProcess(), count);
        return count.getValue();
    }

    /** Another thread asks QOS2: on a busy machine a channel may have closed before its flow comes. */
    @Override
    int fewestAttached(int channels) {
        return channels / 100 * 95;
    }

    @Override
    void assertNothingLeft(QosSubsystem qos) {
        await().untilAsserted(() -> assertEquals(0, dll.flowCount(), "flows"));
        assertEquals(List.of(), dll.violations());
    }
}
