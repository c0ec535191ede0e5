package io.github.qosflow.examples.voip.transaction;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Does something again and again, each time after a longer wait: timers A, E and G. */
final class Repetition {
    private final EventLoop loop;
    private final Runnable again;
    private final long longest;
    private long wait;
    private @Nullable ScheduledFuture<?> next;

    Repetition(EventLoop loop, long first, long longest, Runnable again) {
        this.loop = loop;
        this.wait = first;
        this.longest = longest;
        this.again = again;
        schedule();
    }

    private void schedule() {
        next = loop.schedule(this::repeat, wait, TimeUnit.MILLISECONDS);
    }

    private void repeat() {
        slowDown(Math.min(2 * wait, longest));
        again.run();
    }

    /** The next one comes after this time. */
    void slowDown(long milliseconds) {
        stop();
        wait = milliseconds;
        schedule();
    }

    void stop() {
        if (next != null) {
            next.cancel(false);
        }
    }
}
