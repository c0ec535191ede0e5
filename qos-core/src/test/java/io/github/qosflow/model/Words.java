package io.github.qosflow.model;

import io.github.qosflow.DataRate;
import io.github.qosflow.FlowSpec;
import io.github.qosflow.Marking;
import io.github.qosflow.PacketPriority;
import io.github.qosflow.QosException.Reason;
import java.util.List;
import java.util.Optional;

/** How outcomes and states are worded, so that they can be compared and read. */
final class Words {
    static final String PENDING = "pending";
    static final String CANCELLED = "cancelled";
    static final String REQUESTS = "requests: ";

    private Words() {}

    static String refused(Reason reason) {
        return "refused " + reason;
    }

    static String ok(Object result) {
        return Calls.OK + " " + result;
    }

    static String of(Marking marking) {
        return marking.requested().value() + "/" + marking.effective().value()
                + marking.difference().map(why -> " " + why.reason()).orElse("");
    }

    static String of(PacketPriority priority) {
        return priority.conformantDscp().value() + "/"
                + priority.nonConformantDscp().value() + " layer 2 " + priority.conformantL2() + "/"
                + priority.nonConformantL2();
    }

    static String available(DataRate rate) {
        return "available " + rate.bitsPerSecond();
    }

    static String flow(
            int number,
            FlowSpec spec,
            boolean open,
            String marking,
            Optional<Reason> refused,
            String priority,
            String rate,
            List<List<String>> told) {
        return "flow " + number + ": " + spec + (open ? ", open" : ", ended") + "; marking " + marking + "; refused "
                + refused.map(Reason::name).orElse("nothing") + "; priority " + priority + "; rate " + rate + "; told "
                + told;
    }

    static String future(int number, String state) {
        return "future " + number + ": " + state;
    }

    static String flowCount(int count) {
        return "flows: " + count;
    }

    static String requests(int count) {
        return REQUESTS + count;
    }
}
