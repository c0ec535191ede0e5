package io.github.qosflow.model;

import io.github.qosflow.DataRate;
import io.github.qosflow.Dscp;
import io.github.qosflow.FlowFundamentals;
import io.github.qosflow.FlowSpec;
import io.github.qosflow.OutgoingRate;
import io.github.qosflow.TrafficType;
import java.util.List;

/**
 * Whoever can be called: the model, and each implementation. A call gives its outcome in words, {@code ok …} or
 * {@code refused REASON}. Numbers of flows and futures count what this sequence has made, around the end; a call that
 * names one when there is none does nothing.
 */
public interface Calls {
    String OK = "ok";
    String NOTHING = "nothing to be called";

    /** The next call begins: what was told before has been seen. Of a restart the order of events is left open. */
    void begin(boolean inOrder);

    String createFlow(FlowSpec spec, Endpoint endpoint, Destination destination);

    String add(int flow, Endpoint endpoint, Destination destination);

    String remove(int flow, Endpoint endpoint);

    String setTrafficType(int flow, TrafficType type);

    String setOutgoingRate(int flow, OutgoingRate rate);

    String setOutgoingDscp(int flow, Dscp dscp);

    String queryPacketPriority(int flow);

    String queryOutgoingRate(int flow);

    String queryFundamentals(int flow, boolean fresh);

    String notifyCongested(int flow);

    String notifyUncongested(int flow);

    String notifyAvailable(int flow, DataRate total);

    String cancel(int future);

    String addListener(int flow, int listener);

    String removeListener(int flow, int listener);

    String close(int flow);

    String startTracking(int peer);

    String stopTracking(int peer);

    String enumerateFlows();

    /** The user is an administrator from now on, or is none. */
    String administrator(boolean granted);

    /** The path of a flow becomes congested, or ceases to be. */
    String congestion(int flow, boolean congested);

    /** So much is free on the path of a flow. */
    String available(int flow, DataRate total);

    /** What is known of all paths. */
    String fundamentals(FlowFundamentals known);

    /** The system is restarted, and this call is the first to notice. */
    String restart(Command metBy);

    /** The end of a sequence: the subsystem is closed. */
    String closeSubsystem();

    /** Everything that can be seen now, one line a flow. */
    List<String> state();
}
