package io.github.qosflow.internal.windows;

import com.sun.jna.Native;
import com.sun.jna.Pointer;
import com.sun.jna.WString;
import com.sun.jna.win32.StdCallLibrary;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Registers the service QWAVE with the service control manager of Wine, which has none, and takes it away after each
 * test. Never for a real Windows, whose own it would take away.
 */
final class RegisteredServices implements BeforeEachCallback, AfterEachCallback {
    static final String QWAVE = "QWAVE";
    static final int DEMAND_START = 3;
    static final int DISABLED = 4;

    private static final int ALL_ACCESS = 0xF003F;
    private static final int DELETE = 0x10000;
    private static final int OWN_PROCESS = 0x10;
    private static final int ERROR_NORMAL = 1;
    private static final WString PROGRAM = new WString("C:\\windows\\system32\\hostname.exe");

    private final Registration calls = Native.load("advapi32", Registration.class, Map.of());

    void register(int startType) {
        Pointer manager = calls.OpenSCManagerW(null, null, ALL_ACCESS);
        WString name = new WString(QWAVE);
        Pointer service = calls.CreateServiceW(
                manager,
                name,
                name,
                ALL_ACCESS,
                OWN_PROCESS,
                startType,
                ERROR_NORMAL,
                PROGRAM,
                null,
                null,
                null,
                null,
                null);
        if (service == null) {
            throw new IllegalStateException("CreateServiceW failed with error " + Native.getLastError());
        }
        calls.CloseServiceHandle(service);
        calls.CloseServiceHandle(manager);
    }

    /** A run that was broken off may have left it. */
    @Override
    public void beforeEach(ExtensionContext context) {
        remove();
    }

    @Override
    public void afterEach(ExtensionContext context) {
        remove();
    }

    private void remove() {
        Pointer manager = calls.OpenSCManagerW(null, null, ALL_ACCESS);
        Pointer service = calls.OpenServiceW(manager, new WString(QWAVE), DELETE);
        if (service != null) {
            calls.DeleteService(service);
            calls.CloseServiceHandle(service);
        }
        calls.CloseServiceHandle(manager);
    }

    /** What changes the system, and is therefore not in {@link ServiceCalls}. */
    @SuppressWarnings("checkstyle:MethodName")
    interface Registration extends StdCallLibrary {
        Pointer OpenSCManagerW(@Nullable WString machine, @Nullable WString database, int access);

        @Nullable
        Pointer OpenServiceW(Pointer manager, WString name, int access);

        @Nullable
        Pointer CreateServiceW(
                Pointer manager,
                WString name,
                WString title,
                int access,
                int type,
                int startType,
                int errorControl,
                WString program,
                @Nullable WString group,
                @Nullable Pointer tag,
                @Nullable Pointer dependencies,
                @Nullable WString account,
                @Nullable WString password);

        boolean DeleteService(Pointer service);

        boolean CloseServiceHandle(Pointer handle);
    }
}
