package io.github.qosflow.internal;

import io.github.qosflow.QosFlow;

/**
 * Lets others know what happens, one event at a time. This one lets nobody know.
 */
class Recorder {
    static Recorder ofThisJvm() {
        return new Recorder();
    }

    /** {@return what is to be told how the attempt that begins now has ended} */
    Attempt attempt(Attempt unrecorded, String subsystem) {
        return unrecorded;
    }

    /** {@return what is to be called when the outage that begins now is over} */
    OutageRecord outage() {
        return OutageRecord.NONE;
    }

    void congestion(QosFlow flow, boolean congested) {}

    /** A restart of QOS2 on its way into the recording. */
    @FunctionalInterface
    interface OutageRecord {
        OutageRecord NONE = (putBack, lost) -> {};

        void over(int putBack, int lost);
    }
}
