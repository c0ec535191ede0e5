package io.github.qosflow.netty.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.sun.jna.Native;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.IntByReference;
import com.sun.jna.win32.StdCallLibrary;
import io.github.qosflow.QosSubsystem;
import io.github.qosflow.testkit.ContractDll;
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

    @Override
    long descriptors() {
        IntByReference count = new IntByReference();
        kernel32.GetProcessHandleCount(kernel32.GetCurrentProcess(), count);
        return count.getValue();
    }

    @Override
    void assertNothingLeft(QosSubsystem qos) {
        assertEquals(0, dll.flowCount(), "flows");
        assertEquals(List.of(), dll.violations());
    }
}
