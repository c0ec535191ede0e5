package io.github.qosflow.internal;

import io.github.qosflow.QosFlow;

/** Lets Flight Recorder know, while somebody records such events; else it costs next to nothing. */
final class FlightRecorder extends Recorder {
    /** Never committed: they are asked whether their kinds are recorded, and a new one for each question would be garbage. */
    private final AttachEvent anyAttach;

    private final FailureEvent anyFailure;

    /** Throws a LinkageError where there is no jdk.jfr. */
    FlightRecorder() {
        anyAttach = new AttachEvent();
        anyFailure = new FailureEvent();
    }

    @Override
    Attempt attempt(Attempt unrecorded, String subsystem) {
        boolean recorded = anyAttach.isEnabled() || anyFailure.isEnabled();
        return recorded ? new RecordedAttempt(unrecorded, subsystem) : unrecorded;
    }

    @Override
    OutageRecord outage() {
        ReinitialisedEvent event = new ReinitialisedEvent();
        if (!event.isEnabled()) {
            return super.outage();
        }
        event.begin();
        return event;
    }

    @Override
    void congestion(QosFlow flow, boolean congested) {
        CongestionEvent event = new CongestionEvent();
        if (event.shouldCommit()) {
            event.flowId = flow.id();
            event.state = congested ? "congested" : "uncongested";
            event.dscp = flow.lastMarking().effective().value();
            event.commit();
        }
    }
}
