package io.github.qosflow.internal.windows;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import com.sun.jna.WString;
import com.sun.jna.ptr.IntByReference;
import io.github.qosflow.QosException;
import io.github.qosflow.internal.windows.ServiceCalls.QUERY_SERVICE_CONFIGW;
import io.github.qosflow.internal.windows.ServiceFact.State;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The service control manager, asked and never told. */
final class ServiceManager implements AutoCloseable {
    private static final String GROUP = "+";

    private final ServiceCalls calls;
    private final Pointer manager;

    ServiceManager(ServiceCalls calls) throws QosException {
        this.calls = calls;
        Pointer opened = calls.OpenSCManagerW(null, null, ServiceCalls.SC_MANAGER_CONNECT);
        if (opened == null) {
            throw Win32Error.exception("OpenSCManagerW", Native.getLastError());
        }
        manager = opened;
    }

    /** How a service stands; one that may not be looked at is unreadable. */
    ServiceFact read(String name) {
        int rights = ServiceCalls.SERVICE_QUERY_CONFIG | ServiceCalls.SERVICE_QUERY_STATUS;
        Pointer service = calls.OpenServiceW(manager, new WString(name), rights);
        if (service == null) {
            boolean absent = Native.getLastError() == ServiceCalls.ERROR_SERVICE_DOES_NOT_EXIST;
            return ServiceFact.of(name, absent ? State.ABSENT : State.UNREADABLE);
        }
        try (Memory buffer = new Memory(ServiceCalls.MAX_CONFIG_BYTES)) {
            return read(name, service, buffer);
        } finally {
            calls.CloseServiceHandle(service);
        }
    }

    @Override
    public void close() {
        calls.CloseServiceHandle(manager);
    }

    private ServiceFact read(String name, Pointer service, Memory buffer) {
        byte[] status = new byte[ServiceCalls.STATUS_BYTES];
        if (!calls.QueryServiceStatus(service, status)
                || !calls.QueryServiceConfigW(service, buffer, (int) buffer.size(), new IntByReference())) {
            return ServiceFact.of(name, State.UNREADABLE);
        }
        ByteBuffer fields = ByteBuffer.wrap(status).order(ByteOrder.LITTLE_ENDIAN);
        int now = fields.getInt(ServiceCalls.STATUS_CURRENT_STATE);
        int exitCode = fields.getInt(ServiceCalls.STATUS_EXIT_CODE);
        QUERY_SERVICE_CONFIGW config = new QUERY_SERVICE_CONFIGW(buffer);
        return fact(name, now, config.dwStartType, exitCode, names(config.lpDependencies));
    }

    /** Decides what the numbers mean. */
    static ServiceFact fact(String name, int currentState, int startType, int exitCode, List<String> dependencies) {
        State state = state(currentState, startType, exitCode);
        return new ServiceFact(name, state, state == State.FAILED ? exitCode : 0, dependencies);
    }

    private static State state(int currentState, int startType, int exitCode) {
        if (currentState != ServiceCalls.SERVICE_STOPPED) {
            return State.RUNNING;
        }
        if (startType == ServiceCalls.SERVICE_DISABLED) {
            return State.DISABLED;
        }
        return exitCode == 0 || exitCode == ServiceCalls.ERROR_SERVICE_NEVER_STARTED ? State.STOPPED : State.FAILED;
    }

    /** The names of a REG_MULTI_SZ, those of groups left out. */
    static List<String> names(@Nullable Pointer multiString) {
        List<String> names = new ArrayList<>();
        long at = 0;
        while (multiString != null && !multiString.getWideString(at).isEmpty()) {
            String name = multiString.getWideString(at);
            if (!name.startsWith(GROUP)) {
                names.add(name);
            }
            at += (long) Native.WCHAR_SIZE * (name.length() + 1);
        }
        return names;
    }
}
