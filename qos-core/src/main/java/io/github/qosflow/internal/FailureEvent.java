package io.github.qosflow.internal;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** No flow was made: after how long, and why. */
@Name("io.github.qosflow.Failure")
@Label("Attach Failure")
@Description("A socket could not be put into a new flow")
@Category("qosflow")
@StackTrace(false)
final class FailureEvent extends Event {
    @Label("Operation")
    @Description("The native function that failed")
    String operation = "";

    @Label("Code")
    @Description("GetLastError on Windows, errno on Linux, 0 if the library itself refused")
    int code;

    @Label("Reason")
    String reason = "";

    @Label("Hint")
    String hint = "";

    @Label("Subsystem")
    String subsystem = "";
}
