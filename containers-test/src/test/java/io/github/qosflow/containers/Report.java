package io.github.qosflow.containers;

import io.github.qosflow.QosException;
import io.github.qosflow.QosFlow;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the sender knows of one channel, as a line of text between the two machines.
 *
 * @param port the sender's
 * @param priority SO_PRIORITY as the kernel tells it; 0 without a flow
 * @param marking the flow's, in its own words, with what was not had; {@link #NO_FLOW} without a flow
 */
record Report(int port, int priority, String marking) {
    static final String NO_FLOW = "no flow";

    private static final String PREFIX = "report";
    private static final String SEPARATOR = "\t";

    static Report of(int port, @Nullable QosFlow flow) throws QosException {
        return flow == null
                ? new Report(port, 0, NO_FLOW)
                : new Report(
                        port,
                        flow.queryPacketPriority().conformantL2(),
                        flow.marking().toString());
    }

    static List<Report> parse(String output) {
        return output.lines()
                .map(line -> line.split(SEPARATOR))
                .filter(parts -> parts[0].equals(PREFIX))
                .map(parts -> new Report(Integer.parseInt(parts[1]), Integer.parseInt(parts[2]), parts[3]))
                .toList();
    }

    @Override
    public String toString() {
        return String.join(SEPARATOR, PREFIX, String.valueOf(port), String.valueOf(priority), marking);
    }
}
