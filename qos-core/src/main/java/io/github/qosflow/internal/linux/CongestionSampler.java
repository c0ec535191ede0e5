package io.github.qosflow.internal.linux;

import io.github.qosflow.internal.Lag;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Looks at the connections of all adaptive flows of the process, again and again, with one thread: the kernel tells nobody
 * when a path becomes congested. The thread comes with the first path and goes after the last one has gone.
 *
 * <p>A round looks at no more than {@value #MOST_PER_ROUND} paths; where there are more, each waits longer for its turn, and
 * a round never takes more than an eighth of one core or so. Nothing is allocated for a sample. Thread-safe.
 */
final class CongestionSampler {
    private static final Duration PERIOD = Duration.ofMillis(200);
    private static final int MOST_PER_ROUND = 20_000;
    /** So many are looked at without holding the lock, for a flow that comes or goes does not wait for a round. */
    private static final int BATCH = 256;

    private final long periodNs;
    private final Reader reader;
    private final Lag lag = new Lag();
    private final List<MeasuredPath> paths = new ArrayList<>();
    private int next;
    private @Nullable Thread thread;

    CongestionSampler() {
        this(PERIOD, (fd, info) -> info.read(fd));
    }

    CongestionSampler(Duration period, Reader reader) {
        this.periodNs = period.toNanos();
        this.reader = reader;
    }

    /** Asks the kernel of one socket. */
    interface Reader {
        /** False if it is no open TCP socket. */
        boolean read(int fd, TcpInfo into);
    }

    /** How late rounds begin. */
    Lag lag() {
        return lag;
    }

    Reader reader() {
        return reader;
    }

    synchronized void add(MeasuredPath path) {
        path.place(paths.size());
        paths.add(path);
        if (thread == null) {
            thread = new Thread(this::run, "qosflow-sampler");
            thread.setDaemon(true);
            thread.start();
        }
    }

    /** The last one takes its place; does nothing if it has gone already. */
    synchronized void remove(MeasuredPath path) {
        int place = path.place();
        if (place < 0) {
            return;
        }
        MeasuredPath last = paths.remove(paths.size() - 1);
        if (last != path) {
            paths.set(place, last);
            last.place(place);
        }
        path.place(-1);
    }

    synchronized int size() {
        return paths.size();
    }

    synchronized boolean isRunning() {
        return thread != null;
    }

    private void run() {
        TcpInfo info = new TcpInfo();
        MeasuredPath[] batch = new MeasuredPath[BATCH];
        long startedNs = System.nanoTime();
        while (pause(startedNs)) {
            long dueNs = startedNs + periodNs;
            startedNs = System.nanoTime();
            lag.note(startedNs - dueNs);
            round(info, batch);
        }
    }

    /** Until the next round is due; false if nobody is left, which ends the thread. */
    private synchronized boolean pause(long startedNs) {
        try {
            long left = periodNs - (System.nanoTime() - startedNs);
            while (left > 0) {
                TimeUnit.NANOSECONDS.timedWait(this, left);
                left = periodNs - (System.nanoTime() - startedNs);
            }
        } catch (InterruptedException e) {
            // nobody has a reason to interrupt it: the round is early, no more
        }
        if (paths.isEmpty()) {
            thread = null;
        }
        return thread != null;
    }

    /** One look at every path, or at as many as a round may. */
    void round(TcpInfo info, @Nullable MeasuredPath[] batch) {
        int left = Math.min(size(), MOST_PER_ROUND);
        while (left > 0) {
            int taken = take(batch, left);
            long nowNs = System.nanoTime();
            for (int i = 0; i < taken; i++) {
                MeasuredPath path = batch[i];
                batch[i] = null;
                if (path != null) {
                    path.sample(info, nowNs);
                }
            }
            left = taken == 0 ? 0 : left - taken;
        }
    }

    private synchronized int take(@Nullable MeasuredPath[] batch, int most) {
        int count = Math.min(Math.min(batch.length, most), paths.size());
        for (int i = 0; i < count; i++) {
            next = next < paths.size() ? next : 0;
            batch[i] = paths.get(next++);
        }
        return count;
    }
}
