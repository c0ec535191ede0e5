package io.github.qosflow.examples.voip;

import static org.junit.jupiter.api.Assertions.assertFalse;

import io.netty.buffer.ByteBufAllocator;
import org.junit.jupiter.api.Test;

class LeaksTest {
    @Test
    void aLostBufferIsFound() throws Exception {
        try (Leaks leaks = new Leaks()) {
            for (int i = 0; i < 10; i++) {
                lose();
            }

            assertFalse(leaks.found().isEmpty());
        }
    }

    private static void lose() {
        ByteBufAllocator.DEFAULT.heapBuffer(16).writeByte(1);
    }
}
