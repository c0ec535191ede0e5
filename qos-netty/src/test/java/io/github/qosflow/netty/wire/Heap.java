package io.github.qosflow.netty.wire;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;

/** How much of the heap is in use when everything that can be collected is. */
public final class Heap {
    private static final int ATTEMPTS = 20;
    private static final int SETTLED_BYTES = 4096;

    private Heap() {}

    /** Collects until that changes nothing any more: weak references and cleaners go in steps. */
    public static long usedBytes() throws InterruptedException {
        MemoryMXBean memory = ManagementFactory.getMemoryMXBean();
        long least = Long.MAX_VALUE;
        for (int attempt = 0, settled = 0; attempt < ATTEMPTS && settled < 3; attempt++) {
            System.gc();
            Thread.sleep(10);
            long used = memory.getHeapMemoryUsage().getUsed();
            settled = used < least - SETTLED_BYTES ? 0 : settled + 1;
            least = Math.min(least, used);
        }
        return least;
    }
}
