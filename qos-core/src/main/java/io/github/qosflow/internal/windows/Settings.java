package io.github.qosflow.internal.windows;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import com.sun.jna.WString;
import com.sun.jna.ptr.IntByReference;
import io.github.qosflow.QosException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Asks for the rights of the user and for the policy about marks. */
final class Settings {
    /** Group Policy writes it here: Policy-based QoS, Advanced QoS Settings, DSCP Marking Override. */
    static final String POLICY_KEY = "SOFTWARE\\Policies\\Microsoft\\Windows\\QoS";

    static final String POLICY_VALUE = "Application DSCP Marking Request";

    /** Well-known groups of the domain S-1-5-32, {@code winnt.h} DOMAIN_ALIAS_RID_…. */
    private static final int ADMINISTRATORS = 544;

    private static final int NETWORK_CONFIGURATION_OPERATORS = 556;
    private static final int SID_BYTES = 16;
    private static final int MOST_CHARS = 64;

    private final SettingCalls calls;

    Settings(SettingCalls calls) {
        this.calls = calls;
    }

    /** Whether an exact DSCP may be granted. */
    boolean mayMarkExactly() throws QosException {
        return isMember(ADMINISTRATORS) || isMember(NETWORK_CONFIGURATION_OPERATORS);
    }

    private boolean isMember(int group) throws QosException {
        IntByReference member = new IntByReference();
        try (Memory sid = new Memory(SID_BYTES)) {
            byte[] bytes = sid(group);
            sid.write(0, bytes, 0, bytes.length);
            if (!calls.CheckTokenMembership(null, sid, member)) {
                throw Win32Error.exception("CheckTokenMembership", Native.getLastError());
            }
        }
        return member.getValue() != 0;
    }

    /** SID: revision 1, two sub-authorities, authority 5 in six bytes, 32 (BUILTIN) and the group. */
    private static byte[] sid(int group) {
        return ByteBuffer.allocate(SID_BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(new byte[] {1, 2, 0, 0, 0, 0, 0, 5})
                .putInt(32)
                .putInt(group)
                .array();
    }

    /** What the policy about programs' marks says, for instance Ignored; empty if there is none. */
    String policy() throws QosException {
        char[] text = new char[MOST_CHARS];
        IntByReference bytes = new IntByReference(text.length * Character.BYTES);
        int error = calls.RegGetValueW(
                new Pointer(SettingCalls.HKEY_LOCAL_MACHINE),
                new WString(POLICY_KEY),
                new WString(POLICY_VALUE),
                SettingCalls.RRF_RT_REG_SZ,
                null,
                text,
                bytes);
        if (error == SettingCalls.ERROR_FILE_NOT_FOUND) {
            return "";
        }
        if (error != 0) {
            throw Win32Error.exception("RegGetValueW", error);
        }
        return Native.toString(text);
    }
}
