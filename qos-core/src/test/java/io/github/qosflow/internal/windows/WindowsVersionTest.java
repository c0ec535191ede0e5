package io.github.qosflow.internal.windows;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.qosflow.QosCapability;
import java.util.Set;
import org.junit.jupiter.api.Test;

class WindowsVersionTest {
    private static final WindowsVersion XP = version(5, 1);
    private static final WindowsVersion VISTA = version(6, 0);
    private static final WindowsVersion SEVEN = version(6, 1);
    private static final WindowsVersion TEN = version(10, 0);

    @Test
    void qos2CameWithVista() {
        assertFalse(XP.hasQos2());
        assertTrue(VISTA.hasQos2());
        assertTrue(TEN.hasQos2());
    }

    @Test
    void exactValuesCameWithWindows7() {
        Set<QosCapability> all = Set.of(QosCapability.EXACT_DSCP, QosCapability.ENUMERATE);

        assertEquals(Set.of(QosCapability.ENUMERATE), VISTA.limit(all));
        assertEquals(all, SEVEN.limit(all));
        assertEquals(all, TEN.limit(all));
    }

    @Test
    void itIsSaidAsUsersKnowIt() {
        assertEquals("Windows 10.0.22631", TEN.toString());
        assertEquals("Windows Server 10.0.20348", new WindowsVersion(10, 0, 20348, true).toString());
    }

    private static WindowsVersion version(int major, int minor) {
        return new WindowsVersion(major, minor, 22631, false);
    }
}
