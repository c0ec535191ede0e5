package io.github.qosflow.examples.voip;

import static org.junit.jupiter.api.Assertions.assertThrows;

import io.netty.buffer.ByteBufAllocator;
import org.junit.jupiter.api.Test;

class LeaksTest {
    @Test
    void aLostBufferFailsTheTest() {
        Leaks leaks = new Leaks();
        leaks.beforeEach(null);
        lose();

        assertThrows(AssertionError.class, () -> leaks.afterEach(null));
    }

    private static void lose() {
        for (int i = 0; i < 100; i++) {
            ByteBufAllocator.DEFAULT.directBuffer(64);
        }
    }
}
