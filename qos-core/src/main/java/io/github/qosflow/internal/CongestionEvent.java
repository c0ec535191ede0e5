package io.github.qosflow.internal;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** The state of an adaptive flow's path has changed. */
@Name("io.github.qosflow.Congestion")
@Label("Congestion")
@Description("The path of an adaptive flow has become congested, or is so no more")
@Category("qosflow")
@StackTrace(false)
final class CongestionEvent extends Event {
    @Label("Flow")
    @Description("QOS_FLOWID on Windows, a number of the library elsewhere")
    long flowId;

    @Label("State")
    @Description("congested or uncongested")
    String state = "";

    @Label("DSCP")
    @Description("The mark of the flow's packets")
    int dscp;
}
