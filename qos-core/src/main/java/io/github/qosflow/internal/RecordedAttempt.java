package io.github.qosflow.internal;

import io.github.qosflow.Marking;
import io.github.qosflow.NativeSocket;
import io.github.qosflow.QosException;
import io.github.qosflow.QosFlow;

/** An attempt while Flight Recorder records. */
final class RecordedAttempt extends Attempt {
    private final String subsystem;
    private final AttachEvent attach = new AttachEvent();
    private final FailureEvent failure = new FailureEvent();

    RecordedAttempt(Attempt unrecorded, String subsystem) {
        super(unrecorded);
        this.subsystem = subsystem;
        attach.begin();
        failure.begin();
    }

    @Override
    void record(QosFlow flow, NativeSocket socket) {
        attach.end();
        if (attach.shouldCommit()) {
            Marking marking = flow.lastMarking();
            attach.flowId = flow.id();
            attach.socket = socket.handle();
            attach.trafficType = flow.spec().trafficType().name();
            attach.requestedDscp = marking.requested().value();
            attach.effectiveDscp = marking.effective().value();
            attach.subsystem = subsystem;
            attach.commit();
        }
    }

    @Override
    void record(QosException refusal) {
        failure.end();
        if (failure.shouldCommit()) {
            failure.operation = refusal.operation();
            failure.code = refusal.code();
            failure.reason = refusal.reason().name();
            failure.hint = refusal.hint();
            failure.subsystem = subsystem;
            failure.commit();
        }
    }
}
