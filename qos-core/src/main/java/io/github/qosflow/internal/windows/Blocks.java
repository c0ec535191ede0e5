package io.github.qosflow.internal.windows;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;

/**
 * The native memory of pending calls: blocks of one size, cut from slabs that are freed all at once.
 *
 * <p>A block that comes back rests until {@link #RESTING} others have been used. So a completion that the system delivers
 * twice, or after it had said that the call was over, does not meet the block's next call. Thread-safe.
 */
final class Blocks {
    static final int BYTES = 80;
    static final int RESTING = 256;

    private static final int PER_SLAB = 256;

    private final List<Memory> slabs = new ArrayList<>();
    private final Queue<Pointer> free = new ArrayDeque<>();
    private int used;

    /** A block full of zeros. */
    synchronized Pointer take() {
        if (free.size() <= RESTING) {
            addSlab();
        }
        Pointer block = free.remove();
        block.clear(BYTES);
        used++;
        return block;
    }

    synchronized void giveBack(Pointer block) {
        free.add(block);
        used--;
    }

    /** How many are with a call now. */
    synchronized int used() {
        return used;
    }

    /** How much native memory is held. */
    synchronized long bytes() {
        return (long) slabs.size() * PER_SLAB * BYTES;
    }

    /** Frees everything; nothing may be in use. */
    synchronized void free() {
        free.clear();
        slabs.forEach(Memory::close);
        slabs.clear();
    }

    private void addSlab() {
        Memory slab = new Memory((long) PER_SLAB * BYTES);
        slabs.add(slab);
        for (int i = 0; i < PER_SLAB; i++) {
            free.add(slab.share((long) i * BYTES, BYTES));
        }
    }
}
