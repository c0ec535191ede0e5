package io.github.qosflow.examples.voip.media;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBufAllocator;
import org.junit.jupiter.api.Test;

class LeaksTest {
    @Test
    void aForgottenBufferIsReported() {
        try (Leaks leaks = new Leaks()) {
            forget();

            assertFalse(leaks.reports().isEmpty());
            assertTrue(leaks.reports().get(0).contains("LEAK"), leaks.reports()::toString);
        }
    }

    private static void forget() {
        ByteBufAllocator.DEFAULT.ioBuffer(17).writeByte(1);
    }
}
