package io.github.qosflow.internal.windows;

import com.sun.jna.Pointer;
import com.sun.jna.Structure;
import com.sun.jna.Structure.FieldOrder;
import com.sun.jna.WString;
import com.sun.jna.ptr.IntByReference;
import com.sun.jna.win32.StdCallLibrary;
import org.jspecify.annotations.Nullable;

/**
 * What is needed of {@code advapi32.dll} to see how a service is configured and whether it runs. Rights to query and no
 * others are asked for; nothing here can change the system. Numbers from {@code winsvc.h}.
 */
@SuppressWarnings("MemberName") // the header's names
interface ServiceCalls extends StdCallLibrary {
    /** Right to open services. */
    int SC_MANAGER_CONNECT = 0x0001;

    /** Right to QueryServiceConfigW. */
    int SERVICE_QUERY_CONFIG = 0x0001;

    /** Right to QueryServiceStatus. */
    int SERVICE_QUERY_STATUS = 0x0004;

    /** Start type: nobody can start it. */
    int SERVICE_DISABLED = 4;

    /** State: it does not run. */
    int SERVICE_STOPPED = 1;

    /** Bytes of SERVICE_STATUS. */
    int STATUS_BYTES = 28;

    /** Offset of {@code dwCurrentState} in SERVICE_STATUS. */
    int STATUS_CURRENT_STATE = 4;

    /** Offset of {@code dwWin32ExitCode} in SERVICE_STATUS. */
    int STATUS_EXIT_CODE = 12;

    /** The most bytes that QueryServiceConfigW writes. */
    int MAX_CONFIG_BYTES = 8192;

    /** Error: the service is not registered. */
    int ERROR_SERVICE_DOES_NOT_EXIST = 1060;

    /** Exit code of a service that nobody has started since the system was. */
    int ERROR_SERVICE_NEVER_STARTED = 1077;

    /**
     * Opens the service control manager.
     *
     * @param lpMachineName in: NULL for this machine
     * @param lpDatabaseName in: NULL for the services that are active
     * @param dwDesiredAccess in: SC_MANAGER_…
     * @return a handle to close, or NULL; then 5 no right
     */
    @Nullable
    Pointer OpenSCManagerW(@Nullable WString lpMachineName, @Nullable WString lpDatabaseName, int dwDesiredAccess);

    /**
     * Opens a service, drivers too.
     *
     * @param hSCManager in: from OpenSCManagerW
     * @param lpServiceName in: its name, in any case
     * @param dwDesiredAccess in: SERVICE_…
     * @return a handle to close, or NULL; then 5 no right, 123 a bad name, 1060 not registered
     */
    @Nullable
    Pointer OpenServiceW(Pointer hSCManager, WString lpServiceName, int dwDesiredAccess);

    /**
     * How a service is configured.
     *
     * @param hService in: opened with SERVICE_QUERY_CONFIG
     * @param lpServiceConfig out: QUERY_SERVICE_CONFIGW and behind it the texts that it points to
     * @param cbBufSize in: room in bytes
     * @param pcbBytesNeeded out: after 122 the bytes needed
     * @return not 0 on success; else 5 no right, 122 buffer too small
     */
    boolean QueryServiceConfigW(
            Pointer hService, Pointer lpServiceConfig, int cbBufSize, IntByReference pcbBytesNeeded);

    /**
     * What a service does now.
     *
     * @param hService in: opened with SERVICE_QUERY_STATUS
     * @param lpServiceStatus out: SERVICE_STATUS
     * @return not 0 on success; else 5 no right
     */
    boolean QueryServiceStatus(Pointer hService, byte[] lpServiceStatus);

    /**
     * Closes a handle of either kind.
     *
     * @param hSCObject in: from OpenSCManagerW or OpenServiceW
     * @return not 0 on success
     */
    boolean CloseServiceHandle(Pointer hSCObject);

    /** Configuration; it points into the buffer that it lies in. */
    @FieldOrder({
        "dwServiceType",
        "dwStartType",
        "dwErrorControl",
        "lpBinaryPathName",
        "lpLoadOrderGroup",
        "dwTagId",
        "lpDependencies"
    })
    final class QUERY_SERVICE_CONFIGW extends Structure {
        /** Driver, own process, shared process. */
        public int dwServiceType;
        /** SERVICE_DISABLED, or when it starts. */
        public int dwStartType;
        /** What happens if it does not start. */
        public int dwErrorControl;
        /** Command. */
        public @Nullable Pointer lpBinaryPathName;
        /** Group. */
        public @Nullable Pointer lpLoadOrderGroup;
        /** Number in the group. */
        public int dwTagId;
        /** Names that end with 0 each and with another 0 at last; a name after + is a group. Account and title follow. */
        public @Nullable Pointer lpDependencies;

        QUERY_SERVICE_CONFIGW(Pointer buffer) {
            super(buffer);
            read();
        }
    }
}
