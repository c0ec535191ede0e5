package io.github.qosflow.internal.windows;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Which Windows this is, and what it decides.
 *
 * @param major 6 since Vista, 10 since Windows 10
 * @param minor 1 for Windows 7
 * @param build what tells newer ones apart
 * @param server whether it is a Windows Server, where the library is a feature to install
 */
record WindowsVersion(int major, int minor, int build, boolean server) {
    static WindowsVersion read(NtCalls nt) {
        byte[] bytes = new byte[NtCalls.VERSION_BYTES];
        ByteBuffer info = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putInt(0, bytes.length);
        nt.RtlGetVersion(bytes);
        return new WindowsVersion(
                info.getInt(NtCalls.VERSION_MAJOR),
                info.getInt(NtCalls.VERSION_MINOR),
                info.getInt(NtCalls.VERSION_BUILD),
                info.get(NtCalls.VERSION_PRODUCT_TYPE) != NtCalls.VER_NT_WORKSTATION);
    }

    /** QOS2 came with Vista and Server 2008. */
    boolean hasQos2() {
        return major >= 6;
    }

    @Override
    public String toString() {
        return (server ? "Windows Server " : "Windows ") + major + '.' + minor + '.' + build;
    }
}
