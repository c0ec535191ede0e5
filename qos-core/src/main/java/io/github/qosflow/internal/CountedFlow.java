package io.github.qosflow.internal;

import io.github.qosflow.QosFlow;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;

/**
 * A flow as the books know it: counted as ended exactly once if it was given out, and not at all if nothing came of it. Its
 * end may come first, from another thread, while it is being made. Takes no lock and no memory of its own.
 */
public abstract class CountedFlow implements QosFlow {
    private static final AtomicIntegerFieldUpdater<CountedFlow> PROGRESS =
            AtomicIntegerFieldUpdater.newUpdater(CountedFlow.class, "progress");
    private static final int CREATED = 1;
    private static final int ENDED = 2;

    private final Tally tally;

    @SuppressWarnings("UnusedVariable") // by name only
    private volatile int progress;

    /**
     * A flow that is being made.
     *
     * @param tally the books
     */
    protected CountedFlow(Tally tally) {
        this.tally = tally;
    }

    /** {@return the books} */
    public final Tally tally() {
        return tally;
    }

    final void countCreation(long startedNs) {
        tally.created(System.nanoTime() - startedNs, refused().isPresent());
        if (reach(CREATED) == ENDED) {
            tally.ended(0);
        }
    }

    /**
     * Counts the end of the flow; only the first call does.
     *
     * @param startedNs when it began to end, by {@link System#nanoTime}
     */
    protected final void countEnd(long startedNs) {
        if (reach(ENDED) == CREATED) {
            tally.ended(System.nanoTime() - startedNs);
        }
    }

    /** {@return what was reached before} */
    private int reach(int step) {
        return PROGRESS.getAndAccumulate(this, step, (before, next) -> before | next);
    }
}
