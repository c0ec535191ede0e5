package io.github.qosflow.examples.voip;

import io.github.qosflow.examples.voip.web.ServerView.EventView;
import io.github.qosflow.netty.QosFlowEvent;
import io.netty.channel.Channel;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** The last things that happened to flows, for who looks later. Thread-safe. */
final class FlowEvents {
    private static final int REMEMBERED = 50;

    private final Deque<EventView> last = new ArrayDeque<>();

    void add(Channel channel, QosFlowEvent event) {
        String what = words(event);
        if (!what.isEmpty()) {
            remember(new EventView(Instant.now().toString(), ServerViews.name(channel), what));
        }
    }

    private synchronized void remember(EventView event) {
        last.addFirst(event);
        if (last.size() > REMEMBERED) {
            last.removeLast();
        }
    }

    /** As the page knows them by their first word; attached and detached are no news. */
    private static String words(QosFlowEvent event) {
        if (event instanceof QosFlowEvent.Congested) {
            return "congested";
        } else if (event instanceof QosFlowEvent.Uncongested) {
            return "uncongested";
        } else if (event instanceof QosFlowEvent.MarkingChanged changed) {
            return "marking changed: " + changed.marking();
        } else if (event instanceof QosFlowEvent.Failed failed) {
            return "failed: " + failed.cause().hint();
        } else if (event instanceof QosFlowEvent.Restored) {
            return "restored";
        }
        return "";
    }

    synchronized List<EventView> last() {
        return List.copyOf(last);
    }
}
