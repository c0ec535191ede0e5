package io.github.qosflow.model;

import io.github.qosflow.FlowFundamentals;
import io.github.qosflow.QosException.Reason;
import io.github.qosflow.QosFlow;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Where the compared legitimately differ, and why. There are no others. */
public final class Differences {
    /**
     * QOS2 has measured nothing of a new flow's path and says so (232, for a fresh measurement after long attempts);
     * InMemoryQos has always measured, at first that nothing is known. For the comparison a flow of the contract DLL has
     * too, and again what it had after a restart: the path is still the same.
     */
    public static final FlowFundamentals MEASURED_AT_FIRST = FlowFundamentals.UNKNOWN;

    private Differences() {}

    /**
     * InMemoryQos touches no socket and asks for no right to enumerate, so it is ordered to refuse what the system would
     * refuse: sockets that are closed or not connected to where they are to send, and other people's flows.
     */
    static Optional<Reason> refusalByTheSystem(Command command, String outcome) {
        Command call = command instanceof Command.Restart restart ? restart.metBy() : command;
        List<Reason> reasons = List.of();
        if (call instanceof Command.CreateFlow || call instanceof Command.Add) {
            reasons = List.of(Reason.NOT_A_SOCKET, Reason.INVALID_PARAMETER);
        } else if (call instanceof Command.EnumerateFlows) {
            reasons = List.of(Reason.ACCESS_DENIED);
        }
        return reasons.stream()
                .filter(reason -> outcome.equals(Words.refused(reason)))
                .findAny();
    }

    /** InMemoryQos tells listeners of any flow what a test wants to be told; QOS2 tells those of adaptive flows only. */
    static boolean toldForTestsOnly(QosFlow flow) {
        return !flow.spec().adaptive();
    }

    /** What can be seen of both: how many requests wait can be counted only where there is a system to wait for. */
    static List<String> comparable(List<String> model, boolean hasRequests) {
        Stream<String> lines = model.stream();
        return hasRequests
                ? model
                : lines.filter(line -> !line.startsWith(Words.REQUESTS)).toList();
    }
}
