package io.github.qosflow.netty.wire;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;

/** How much of the heap is in use when everything that can be collected is. */
public final class Heap {
    private static final int ATTEMPTS = 20;

    private Heap() {}

    /** The least of several collections: soft and weak references go in steps. */
    public static long usedBytes() throws InterruptedException {
        MemoryMXBean memory = ManagementFactory.getMemoryMXBean();
        long least = Long.MAX_VALUE;
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            System.gc();
            Thread.sleep(10);
            least = Math.min(least, memory.getHeapMemoryUsage().getUsed());
        }
        return least;
    }
}
