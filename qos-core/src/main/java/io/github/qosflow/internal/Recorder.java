package io.github.qosflow.internal;

import io.github.qosflow.QosFlow;

/**
 * Lets Flight Recorder know what happens. This one lets nobody know: it serves where the JVM image is without
 * {@code jdk.jfr}, whose classes only {@link FlightRecorder} and what it makes may name.
 */
class Recorder {
    static Recorder ofThisJvm() {
        try {
            return new FlightRecorder();
        } catch (LinkageError e) {
            return new Recorder();
        }
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
