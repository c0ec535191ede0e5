package io.github.qosflow.internal.windows;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class WindowsVersionTest {
    private static final WindowsVersion XP = version(5, 1);
    private static final WindowsVersion VISTA = version(6, 0);
    private static final WindowsVersion TEN = version(10, 0);

    @Test
    void qos2CameWithVista() {
        assertFalse(XP.hasQos2());
        assertTrue(VISTA.hasQos2());
        assertTrue(TEN.hasQos2());
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
