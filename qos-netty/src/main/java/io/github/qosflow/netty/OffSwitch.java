package io.github.qosflow.netty;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Whether channels are put into flows at all, and whom it concerns when that changes: a list through the attachments
 * themselves, which costs each of them two references and a few nanoseconds. Thread-safe.
 */
final class OffSwitch {
    /** {@code false} starts the process with the switch off. */
    static final String PROPERTY = "io.github.qosflow.enabled";

    static final OffSwitch PROCESS = new OffSwitch(!"false".equalsIgnoreCase(System.getProperty(PROPERTY)));

    private volatile boolean on;
    private @Nullable FlowAttachment first;

    OffSwitch(boolean on) {
        this.on = on;
    }

    boolean isOn() {
        return on;
    }

    void turn(boolean wanted) {
        List<FlowAttachment> concerned;
        synchronized (this) {
            on = wanted;
            concerned = all();
        }
        concerned.forEach(attachment -> EventLoops.run(attachment.ctx(), attachment::switched));
    }

    synchronized List<FlowAttachment> all() {
        List<FlowAttachment> all = new ArrayList<>();
        for (FlowAttachment at = first; at != null; at = at.next) {
            all.add(at);
        }
        return all;
    }

    synchronized void list(FlowAttachment attachment) {
        FlowAttachment second = first;
        attachment.next = second;
        if (second != null) {
            second.previous = attachment;
        }
        first = attachment;
    }

    @SuppressWarnings("ReferenceEquality")
    synchronized void unlist(FlowAttachment attachment) {
        FlowAttachment before = attachment.previous;
        FlowAttachment after = attachment.next;
        if (before != null) {
            before.next = after;
        } else if (first == attachment) {
            first = after;
        }
        if (after != null) {
            after.previous = before;
        }
        attachment.previous = null;
        attachment.next = null;
    }
}
