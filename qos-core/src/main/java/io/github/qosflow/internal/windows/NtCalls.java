package io.github.qosflow.internal.windows;

import com.sun.jna.win32.StdCallLibrary;

/** What is needed of {@code ntdll.dll} to know the version of Windows. Offsets from {@code winnt.h}. */
@SuppressWarnings("MemberName") // the header's names
interface NtCalls extends StdCallLibrary {
    /** Bytes of OSVERSIONINFOEXW; its first field has to hold them. */
    int VERSION_BYTES = 284;

    /** Offset of {@code dwMajorVersion} in OSVERSIONINFOEXW. */
    int VERSION_MAJOR = 4;

    /** Offset of {@code dwMinorVersion} in OSVERSIONINFOEXW. */
    int VERSION_MINOR = 8;

    /** Offset of {@code dwBuildNumber} in OSVERSIONINFOEXW. */
    int VERSION_BUILD = 12;

    /** Offset of {@code wProductType}, one byte, in OSVERSIONINFOEXW. */
    int VERSION_PRODUCT_TYPE = 282;

    /** Product type: no server. */
    int VER_NT_WORKSTATION = 1;

    /**
     * The true version; GetVersionEx tells old programs an old one.
     *
     * @param lpVersionInformation in: its size; out: OSVERSIONINFOEXW
     * @return 0, always
     */
    int RtlGetVersion(byte[] lpVersionInformation);
}
