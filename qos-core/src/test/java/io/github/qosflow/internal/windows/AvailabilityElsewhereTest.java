package io.github.qosflow.internal.windows;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import io.github.qosflow.QosCapability;
import io.github.qosflow.QosException;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A system that cannot be asked, as any but Windows, hides no refusal and takes no capability away. */
@Tag("linux")
class AvailabilityElsewhereTest {
    private final Availability availability = new Availability();

    @Test
    void theRefusalStaysAndTellsWhyNothingMoreIsKnown() {
        QosException refusal = Win32Error.exception(QosFunction.CREATE_HANDLE, 1068);

        assertSame(refusal, availability.explain(refusal));
        assertEquals(1, refusal.getSuppressed().length);
    }

    @Test
    void theCapabilitiesStay() {
        Set<QosCapability> all = Set.of(QosCapability.values());

        assertEquals(all, availability.limit(all));
    }
}
