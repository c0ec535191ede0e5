package io.github.qosflow.model;

import io.github.qosflow.DataRate;
import io.github.qosflow.FlowFundamentals;
import io.github.qosflow.QosException.Reason;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/**
 * What a flow of the model knows of its path and tells of it. Somebody who wants to know, a future or the listeners, makes
 * one request of a kind, which comes true as soon as what it asks for holds.
 */
final class ModelPath {
    enum Event {
        CONGESTED,
        UNCONGESTED,
        AVAILABLE
    }

    private final ModelFlow flow;
    private final Map<Event, ModelFuture> asked = new EnumMap<>(Event.class);
    private FlowFundamentals known = FlowFundamentals.UNKNOWN;
    private Event congestion;
    private boolean toldCongested;
    private boolean toldAvailable;
    private DataRate wish;
    private DataRate requested;
    private boolean givenUp;

    ModelPath(ModelFlow flow) {
        this.flow = flow;
    }

    ModelFuture await(Event event, DataRate total) {
        ModelFuture before = asked.get(event);
        if (before != null && before.isPending()) {
            return ModelFuture.refused(Reason.ALREADY_PENDING);
        }
        ModelFuture future = new ModelFuture();
        asked.put(event, future);
        if (total != null) {
            wish = total;
            toldAvailable = false;
            givenUp = false;
        }
        settle();
        return future;
    }

    FlowFundamentals fundamentals() {
        return known;
    }

    void measured(FlowFundamentals now) {
        known = now;
        settle();
    }

    void congestion(boolean congested) {
        congestion = congested ? Event.CONGESTED : Event.UNCONGESTED;
        settle();
    }

    /** What was refused is tried again. */
    void reviewAfresh() {
        givenUp = false;
        settle();
    }

    /** All requests are made anew. */
    void restored() {
        requested = null;
        reviewAfresh();
    }

    void end() {
        asked.values().forEach(future -> future.end(Words.refused(Reason.CANCELLED)));
    }

    /** How many requests wait. */
    int requests() {
        int others = (isRequested(Event.CONGESTED) ? 1 : 0) + (isRequested(Event.UNCONGESTED) ? 1 : 0);
        return others + (requested != null ? 1 : 0);
    }

    /** Lets happen what comes true, and what comes true by it. */
    void settle() {
        boolean happened = flow.isOpen() && flow.spec().adaptive();
        while (happened) {
            happened = false;
            for (Event event : Event.values()) {
                if (isRequested(event) && holds(event)) {
                    happen(event);
                    happened = true;
                }
            }
        }
    }

    private boolean isRequested(Event event) {
        return event == Event.AVAILABLE ? requestAvailable() : isAsked(event) || listensTo(event);
    }

    /** A bandwidth that is not more than the rate is refused, but only when it is requested. */
    private boolean requestAvailable() {
        boolean wanted = isAsked(Event.AVAILABLE) || (listensTo(Event.AVAILABLE) && !givenUp);
        if (!wanted) {
            requested = null;
        } else if (!wish.equals(requested)) {
            DataRate rate = flow.rateInUse().orElseThrow();
            boolean more = rate.equals(DataRate.SYSTEM_MINIMUM) || wish.compareTo(rate) > 0;
            requested = more ? wish : null;
            givenUp = !more;
            if (givenUp && isAsked(Event.AVAILABLE)) {
                asked.get(Event.AVAILABLE).end(Words.refused(Reason.INVALID_PARAMETER));
            }
        }
        return requested != null;
    }

    private boolean isAsked(Event event) {
        ModelFuture future = asked.get(event);
        return future != null && future.isPending();
    }

    private boolean listensTo(Event event) {
        boolean news = switch (event) {
            case CONGESTED -> !toldCongested;
            case UNCONGESTED -> toldCongested;
            case AVAILABLE -> wish != null && !toldAvailable;
        };
        return flow.hasListeners() && flow.spec().adaptive() && news;
    }

    private boolean holds(Event event) {
        Optional<DataRate> available = known.available();
        return event == Event.AVAILABLE
                ? available.isPresent() && available.get().compareTo(requested) >= 0
                : event == congestion;
    }

    private void happen(Event event) {
        if (isAsked(event)) {
            asked.get(event).end(Words.ok(null));
        }
        if (listensTo(event)) {
            note(event);
        }
        if (event == Event.AVAILABLE) {
            requested = null;
        }
    }

    private void note(Event event) {
        switch (event) {
            case CONGESTED -> {
                toldCongested = true;
                toldAvailable = false;
                flow.tell("congested");
            }
            case UNCONGESTED -> {
                toldCongested = false;
                flow.tell("uncongested");
            }
            case AVAILABLE -> {
                toldAvailable = true;
                flow.tell(Words.available(requested));
            }
        }
    }
}
