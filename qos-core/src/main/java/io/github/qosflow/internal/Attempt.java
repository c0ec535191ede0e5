package io.github.qosflow.internal;

import io.github.qosflow.NativeSocket;
import io.github.qosflow.QosException;
import io.github.qosflow.QosFlow;

/** An attempt to make a flow: counted once, as a flow or as a failure. This one, which nobody records, serves them all. */
public class Attempt {
    private final Tally tally;

    Attempt(Tally tally) {
        this.tally = tally;
    }

    Attempt(Attempt other) {
        this(other.tally);
    }

    /**
     * It has come off.
     *
     * @param flow the flow
     * @param socket its first member
     * @param startedNs when it was begun, by {@link System#nanoTime}
     * @param <F> what kind of flow
     * @return the flow
     */
    public final <F extends CountedFlow> F made(F flow, NativeSocket socket, long startedNs) {
        flow.countCreation(startedNs);
        record(flow, socket);
        return flow;
    }

    /**
     * It has failed.
     *
     * @param refusal why
     * @return the same, to be thrown
     */
    public final QosException failed(QosException refusal) {
        tally.failed(refusal.reason());
        record(refusal);
        return refusal;
    }

    /** For Flight Recorder. */
    void record(QosFlow flow, NativeSocket socket) {}

    /** For Flight Recorder. */
    void record(QosException refusal) {}
}
