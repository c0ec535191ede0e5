package io.github.qosflow.model;

import io.github.qosflow.FlowFundamentals;
import io.github.qosflow.NativeSocket;
import io.github.qosflow.QosFlow;
import io.github.qosflow.QosSubsystem;
import java.util.OptionalInt;

/** What surrounds an implementation, and how it is given orders. Flows that are named are open. */
public interface Environment extends AutoCloseable {
    /** Who is compared. */
    String name();

    /** Opened for one sequence, and closed at its end. */
    QosSubsystem subsystem();

    NativeSocket socket(Endpoint endpoint);

    /** The command will be given next, and this is what it comes to by the model: for what cannot be there by itself. */
    default void expect(Command command, String outcome) {}

    /** Waits for what the last command has set going on other threads. */
    default void settle() {}

    void administrator(boolean granted);

    void congestion(QosFlow flow, boolean congested);

    void available(QosFlow flow, FlowFundamentals path);

    /** What is known of the paths of all flows, those to come included. */
    void fundamentals(FlowFundamentals known);

    /** The next call meets a restart. */
    void restart();

    default void created(QosFlow flow) {}

    /** The flow is back after a restart. */
    default void restored(QosFlow flow) {}

    int flowCount();

    /** How many requests wait in the system, if there is one. */
    OptionalInt requests();

    /** The sequence is over: nothing may be left behind. */
    @Override
    void close();
}
