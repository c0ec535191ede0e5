package io.github.qosflow.internal.windows;

import io.github.qosflow.QosException;
import io.github.qosflow.internal.Restarts;
import io.github.qosflow.internal.windows.Restoration.Outcome;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.ScheduledFuture;
import org.jspecify.annotations.Nullable;

/**
 * Puts everything back after QOS2 was restarted: by the service, after standby, by a failing device. One new handle at a
 * time, with growing pauses; then every flow is made anew under the same object. Everything but {@link #begin} and
 * {@link #stop} runs on the worker.
 */
final class Recovery {
    private static final Logger LOG = System.getLogger(Recovery.class.getName());

    private final Qos2Subsystem subsystem;
    private final Worker worker;
    private final Timing timing;
    private final Outage outage;
    private final Restarts restarts;
    private int failures;
    private @Nullable ScheduledFuture<?> next;
    private @Nullable ScheduledFuture<?> watch;
    private boolean stopped;

    Recovery(Qos2Subsystem subsystem, Worker worker, Timing timing, Outage outage, Restarts restarts) {
        this.subsystem = subsystem;
        this.worker = worker;
        this.timing = timing;
        this.outage = outage;
        this.restarts = restarts;
    }

    /** The handle is gone. To be called once per handle. */
    void begin(Qos2Handle handle, QosException cause) {
        worker.execute(() -> replace(handle, cause));
    }

    /** The first look of the watchdog, and all later ones. */
    synchronized void watch() {
        if (!stopped && !timing.watchdog().isZero()) {
            watch = worker.schedule(this::look, timing.watchdog());
        }
    }

    synchronized void stop() {
        stopped = true;
        cancel(next);
        cancel(watch);
    }

    private static void cancel(@Nullable ScheduledFuture<?> task) {
        if (task != null) {
            task.cancel(false);
        }
    }

    private synchronized void later(Runnable task, Duration pause) {
        if (!stopped) {
            next = worker.schedule(task, pause);
        }
    }

    private void look() {
        subsystem.probe();
        watch();
    }

    private void replace(Qos2Handle handle, QosException cause) {
        LOG.log(Level.INFO, "QOS2 was restarted, its flows are being put back: {0}", cause.getMessage());
        if (handle.age().compareTo(timing.calm()) > 0) {
            failures = 0;
        }
        restarts.begin();
        subsystem.flows().forEach(flow -> flow.restoration().lose(cause));
        handle.close();
        again(cause, this::open);
    }

    /** The first new handle at once, others after a pause; and after too many failures the library is switched off. */
    private void again(QosException cause, Runnable task) {
        if (failures >= timing.failuresToSwitchOff()) {
            outage.begin(cause);
        }
        later(task, timing.pause(failures));
        failures++;
    }

    private void open() {
        try {
            Qos2Handle fresh = subsystem.renew();
            if (fresh != null) {
                restore(fresh);
            }
        } catch (QosException e) {
            again(e, this::open);
        }
    }

    private void restore(Qos2Handle fresh) {
        Map<Outcome, Integer> flows = new EnumMap<>(Outcome.class);
        for (Qos2Flow flow : subsystem.flows()) {
            if (!fresh.isRetired()) {
                flows.merge(flow.restoration().restore(fresh), 1, Integer::sum);
            }
        }
        if (fresh.isRetired()) {
            return; // gone again: the next one has begun
        }
        outage.end();
        int refused = flows.getOrDefault(Outcome.REFUSED, 0);
        restarts.end(flows.getOrDefault(Outcome.BACK, 0), flows.getOrDefault(Outcome.GONE, 0) + refused);
        if (refused > 0) {
            later(() -> restore(fresh), timing.pause(Math.max(1, failures++)));
        }
    }
}
