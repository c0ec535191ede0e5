package io.github.qosflow.internal;

import io.github.qosflow.QosException.Reason;
import io.github.qosflow.QosFlow;
import io.github.qosflow.QosStatistics;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/**
 * The books of one subsystem: counts what {@link QosStatistics} says, and lets Flight Recorder know. To count allocates
 * nothing and waits for nobody. Thread-safe.
 */
public final class Tally {
    private final String subsystem;
    private final Lag samplerLag;
    private final Recorder recorder = Recorder.ofThisJvm();
    private final Attempt unrecorded = new Attempt(this);
    private final LongAdder created = new LongAdder();
    private final LongAdder creationNs = new LongAdder();
    private final LongAdder ended = new LongAdder();
    private final LongAdder endingNs = new LongAdder();
    private final LongAdder refused = new LongAdder();
    private final LongAdder reinitialisations = new LongAdder();
    private final Map<Reason, LongAdder> failures = new EnumMap<>(Reason.class);

    /**
     * Empty books.
     *
     * @param subsystem what marks, for a user
     * @param samplerLag how late the sampler is, or one that is never noted
     */
    public Tally(String subsystem, Lag samplerLag) {
        this.subsystem = subsystem;
        this.samplerLag = samplerLag;
        for (Reason reason : Reason.values()) {
            failures.put(reason, new LongAdder());
        }
    }

    /** {@return an attempt to make a flow, begun now} */
    public Attempt attempt() {
        return recorder.attempt(unrecorded, subsystem);
    }

    /** {@return the restarts of a subsystem, of which there were none yet} */
    public Restarts restarts() {
        return new Restarts(this, recorder);
    }

    /**
     * The path of an adaptive flow has become congested, or is so no more.
     *
     * @param flow the flow
     * @param congested whether it is congested
     */
    public void congestion(QosFlow flow, boolean congested) {
        recorder.congestion(flow, congested);
    }

    void created(long ns, boolean partRefused) {
        created.increment();
        creationNs.add(ns);
        if (partRefused) {
            refused.increment();
        }
    }

    void ended(long ns) {
        ended.increment();
        endingNs.add(ns);
    }

    void failed(Reason reason) {
        LongAdder count = failures.get(reason);
        if (count != null) {
            count.increment();
        }
    }

    void reinitialised() {
        reinitialisations.increment();
    }

    /** {@return the numbers now} Ended before created, so that no more flows have ended than were created. */
    public QosStatistics statistics() {
        long endedNow = ended.sum();
        return new QosStatistics(
                created.sum(),
                Duration.ofNanos(creationNs.sum()),
                endedNow,
                Duration.ofNanos(endingNs.sum()),
                refused.sum(),
                failures(),
                reinitialisations.sum(),
                samplerLag.last(),
                samplerLag.longest());
    }

    private Map<Reason, Long> failures() {
        Map<Reason, Long> occurred = new EnumMap<>(Reason.class);
        failures.forEach((reason, count) -> {
            long times = count.sum();
            if (times > 0) {
                occurred.put(reason, times);
            }
        });
        return occurred;
    }
}
