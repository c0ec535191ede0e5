package io.github.qosflow.internal.windows;

import io.github.qosflow.QosException;
import io.github.qosflow.internal.Refusals;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Live with a handle, or lost with it and soon live with another, or ended.
 *
 * <p>Calls that name the flow's id take turns, so that none names it after the call that ends it: Windows may have given
 * the id to another flow by then. Nobody waits for a completion with the lock held. Thread-safe.
 */
final class FlowLife {
    /** A call that names the flow. */
    interface Call<T> {
        T on(LiveFlow live) throws QosException;
    }

    /** Makes the flow anew on a handle; gives null if there is nothing to be made. */
    interface Remake {
        @Nullable
        LiveFlow on(Qos2Handle fresh) throws QosException;
    }

    private final Qos2Subsystem subsystem;
    private final Object lock = new Object();
    private volatile @Nullable LiveFlow live;
    private volatile boolean ended;
    /** Made anew, and what its specification asks for is being applied. */
    private boolean settling;

    FlowLife(Qos2Subsystem subsystem, LiveFlow first) {
        this.subsystem = subsystem;
        this.live = first;
    }

    boolean isOpen() {
        return !ended && !subsystem.isClosed();
    }

    boolean hasEnded() {
        return ended;
    }

    boolean isLive() {
        LiveFlow now = live;
        return now != null && now.isUsable();
    }

    /** Reads or writes what the lock guards. */
    <T> T locked(Supplier<T> access) {
        synchronized (lock) {
            return access.get();
        }
    }

    /** Makes a call as soon as the flow is live, and once more if the system turns out to have been restarted. */
    <T> T call(String operation, long id, Call<T> call) throws QosException {
        synchronized (lock) {
            LiveFlow now = awaitLive(operation, id);
            try {
                return call.on(now);
            } catch (QosException e) {
                if (!subsystem.restarted(now.handle(), e)) {
                    throw e;
                }
            }
            return call.on(awaitLive(operation, id));
        }
    }

    /** Makes a call if the flow is live. */
    <T> T callNow(String operation, long id, Call<T> call) throws QosException {
        synchronized (lock) {
            return call.on(require(operation, id));
        }
    }

    /** Lets go of the lock while it waits, so that the flow can be put back; the worker, who does that, does not wait. */
    private LiveFlow awaitLive(String operation, long id) throws QosException {
        long deadline = System.nanoTime() + subsystem.timing().callWait().toNanos();
        long left = 1;
        try {
            while (left > 0 && isOpen() && (settling || !isLive()) && subsystem.mayWait()) {
                left = Math.max(0, TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime()));
                lock.wait(left + 1);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return require(operation, id);
    }

    private LiveFlow require(String operation, long id) throws QosException {
        LiveFlow now = live;
        if (!isOpen()) {
            throw Refusals.flowClosed(operation, id);
        }
        if (now == null || !now.isUsable()) {
            throw subsystem.restarting(operation);
        }
        return now;
    }

    /** The call that is being made has ended the live one and made another. */
    void replace(LiveFlow made) {
        synchronized (lock) {
            live = made;
        }
    }

    /** {@return whether this was the first to end it} No call begins any more. */
    boolean end() {
        synchronized (this) {
            boolean first = !ended;
            ended = true;
            return first;
        }
    }

    /** After {@link #end}: when calls under way are over, gives out what there is to be ended. */
    @Nullable
    LiveFlow takeLast() {
        synchronized (lock) {
            LiveFlow last = live;
            live = null;
            lock.notifyAll();
            return last != null && last.isUsable() ? last : null;
        }
    }

    /** The handle is gone. {@return whether there was a flow to be lost} */
    boolean lose() {
        synchronized (lock) {
            boolean lost = live != null && !ended;
            live = null;
            return lost;
        }
    }

    /** Puts a lost flow back. {@return whether it is back; not if it has ended, is live, or nothing could be remade} */
    boolean restore(Remake remake, Qos2Handle fresh) throws QosException {
        synchronized (lock) {
            if (ended || live != null) {
                return false;
            }
            LiveFlow made = remake.on(fresh);
            live = made;
            settling = made != null;
            return settling;
        }
    }

    /** After {@link #restore}: it is as it was, and calls need not wait for it any longer. */
    void settle() {
        synchronized (lock) {
            settling = false;
            lock.notifyAll();
        }
    }
}
