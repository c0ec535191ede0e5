package io.github.qosflow.internal.windows;

import io.github.qosflow.QosCapability;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.EnumSet;
import java.util.Set;

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

    /** QOSSetOutgoingDSCPValue came with Windows 7 and Server 2008 R2. */
    boolean hasExactDscp() {
        return major > 6 || (major == 6 && minor >= 1);
    }

    /** What is left of the capabilities on this Windows. */
    Set<QosCapability> limit(Set<QosCapability> capabilities) {
        if (hasExactDscp()) {
            return capabilities;
        }
        Set<QosCapability> left = EnumSet.copyOf(capabilities);
        left.remove(QosCapability.EXACT_DSCP);
        return Set.copyOf(left);
    }

    @Override
    public String toString() {
        return (server ? "Windows Server " : "Windows ") + major + '.' + minor + '.' + build;
    }
}
