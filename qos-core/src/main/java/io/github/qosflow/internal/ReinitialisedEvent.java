package io.github.qosflow.internal;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** QOS2 was restarted: how long packets went unmarked. */
@Name("io.github.qosflow.Reinitialised")
@Label("Reinitialised")
@Description("QOS2 was restarted and the flows were put back")
@Category("qosflow")
@StackTrace(false)
final class ReinitialisedEvent extends Event implements Recorder.OutageRecord {
    @Label("Flows Put Back")
    int flowsPutBack;

    @Label("Flows Lost")
    @Description("Their sockets are closed, or QOS2 refuses them and they are tried again")
    int flowsLost;

    @Override
    public void over(int putBack, int lost) {
        end();
        if (shouldCommit()) {
            flowsPutBack = putBack;
            flowsLost = lost;
            commit();
        }
    }
}
