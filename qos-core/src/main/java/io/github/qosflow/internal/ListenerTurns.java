package io.github.qosflow.internal;

import io.github.qosflow.DataRate;
import io.github.qosflow.internal.PathEvents.Kind;
import org.jspecify.annotations.Nullable;

/**
 * What the listeners of an adaptive flow are to be told next: congestion and its end in turn, and a bandwidth once for each
 * wish, again after a congestion. Not thread-safe.
 */
public final class ListenerTurns {
    private @Nullable DataRate wish;
    private boolean toldCongested;
    private boolean toldAvailable;

    /** Nothing was told, and nobody has a wish. */
    public ListenerTurns() {}

    /**
     * A bandwidth somebody wants to be told of from now on.
     *
     * @param total the bandwidth
     */
    public void wish(DataRate total) {
        wish = total;
        toldAvailable = false;
    }

    /** {@return the bandwidth that was named last, or null} */
    public @Nullable DataRate wish() {
        return wish;
    }

    /**
     * Whether an event would be news.
     *
     * @param kind the event
     * @return whether it is to be told when it happens
     */
    public boolean isNext(Kind kind) {
        return switch (kind) {
            case CONGESTED -> !toldCongested;
            case UNCONGESTED -> toldCongested;
            case AVAILABLE -> wish != null && !toldAvailable;
        };
    }

    /**
     * An event is told now.
     *
     * @param kind the event
     */
    public void told(Kind kind) {
        switch (kind) {
            case CONGESTED -> {
                toldCongested = true;
                toldAvailable = false;
            }
            case UNCONGESTED -> toldCongested = false;
            case AVAILABLE -> toldAvailable = true;
        }
    }
}
