package io.github.qosflow.internal.windows;

import com.sun.jna.Pointer;
import com.sun.jna.WString;
import com.sun.jna.ptr.IntByReference;
import com.sun.jna.win32.StdCallLibrary;
import org.jspecify.annotations.Nullable;

/**
 * What is needed of {@code advapi32.dll} to see which groups a user is in and what a policy says. Nothing here can change
 * the system. Numbers from {@code winreg.h} and {@code winnt.h}.
 */
@SuppressWarnings("MemberName") // the header's names
interface SettingCalls extends StdCallLibrary {
    /** The root key of the machine's settings, sign extended as the header has it. */
    long HKEY_LOCAL_MACHINE = 0xFFFF_FFFF_8000_0002L;

    /** RegGetValueW takes a text. */
    int RRF_RT_REG_SZ = 0x0000_0002;

    /** Error: no such key or value. */
    int ERROR_FILE_NOT_FOUND = 2;

    /**
     * Whether a token holds a group that counts.
     *
     * @param TokenHandle in: NULL for the caller's
     * @param SidToCheck in: the group
     * @param IsMember out: not 0 if it does
     * @return not 0 on success
     */
    boolean CheckTokenMembership(@Nullable Pointer TokenHandle, Pointer SidToCheck, IntByReference IsMember);

    /**
     * Reads one value of the registry.
     *
     * @param hkey in: HKEY_…
     * @param lpSubKey in: key
     * @param lpValue in: value
     * @param dwFlags in: RRF_…
     * @param pdwType out: NULL
     * @param pvData out: the value, a text with its end
     * @param pcbData in/out: bytes of room, bytes written
     * @return 0, else the error: 2 not there, 5 no right, 234 too little room
     */
    int RegGetValueW(
            Pointer hkey,
            WString lpSubKey,
            WString lpValue,
            int dwFlags,
            @Nullable Pointer pdwType,
            char[] pvData,
            IntByReference pcbData);
}
