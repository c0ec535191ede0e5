package io.github.qosflow.internal;

import io.github.qosflow.internal.Recorder.OutageRecord;
import org.jspecify.annotations.Nullable;

/** The restarts of one subsystem, each counted when its flows were put back. One thread at a time. */
public final class Restarts {
    private final Tally tally;
    private final Recorder recorder;
    private @Nullable OutageRecord outage;

    Restarts(Tally tally, Recorder recorder) {
        this.tally = tally;
        this.recorder = recorder;
    }

    /** The flows are lost; does nothing while they are lost already. */
    public void begin() {
        if (outage == null) {
            outage = recorder.outage();
        }
    }

    /**
     * There is a handle that works, and every flow was tried; does nothing if that was so before.
     *
     * @param putBack how many flows are back
     * @param lost how many are not
     */
    public void end(int putBack, int lost) {
        OutageRecord over = outage;
        outage = null;
        if (over != null) {
            over.over(putBack, lost);
            tally.reinitialised();
        }
    }
}
