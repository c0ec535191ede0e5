package io.github.qosflow.internal;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** A flow was made: how long that took, and with which mark. */
@Name("io.github.qosflow.Attach")
@Label("Attach")
@Description("A socket was put into a new flow")
@Category("qosflow")
@StackTrace(false)
final class AttachEvent extends Event {
    @Label("Flow")
    @Description("QOS_FLOWID on Windows, a number of the library elsewhere")
    long flowId;

    @Label("Socket")
    @Description("SOCKET on Windows, descriptor elsewhere")
    long socket;

    @Label("Traffic Type")
    String trafficType = "";

    @Label("Requested DSCP")
    int requestedDscp;

    @Label("Effective DSCP")
    int effectiveDscp;

    @Label("Subsystem")
    String subsystem = "";
}
