package io.github.qosflow.internal;

import io.github.qosflow.QosFlowListener;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** The listeners of one flow: told one event at a time, none of them able to harm the others. */
public final class FlowListeners {
    private final List<QosFlowListener> listeners = new CopyOnWriteArrayList<>();

    /**
     * Tells a listener from now on.
     *
     * @param listener the listener
     */
    public void add(QosFlowListener listener) {
        listeners.add(Objects.requireNonNull(listener, "listener"));
    }

    /**
     * Tells it no longer.
     *
     * @param listener the listener
     */
    public void remove(QosFlowListener listener) {
        listeners.remove(listener);
    }

    /** {@return whether there are none} */
    public boolean isEmpty() {
        return listeners.isEmpty();
    }

    /**
     * Tells all.
     *
     * @param event what to tell
     */
    public void tell(Consumer<QosFlowListener> event) {
        if (listeners.isEmpty()) {
            return;
        }
        synchronized (this) {
            listeners.forEach(listener -> tell(listener, event));
        }
    }

    private static void tell(QosFlowListener listener, Consumer<QosFlowListener> event) {
        try {
            event.accept(listener);
        } catch (RuntimeException | Error e) {
            Logger log = System.getLogger(FlowListeners.class.getName());
            log.log(Level.WARNING, "a QosFlowListener threw, which is ignored: " + listener, e);
        }
    }
}
