package io.github.qosflow.netty;

import io.github.qosflow.QosException;
import io.github.qosflow.QosException.Reason;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * To whom one datagram channel has sent lately, and who joins and leaves its flow for that: decides, and asks no system. Not
 * thread-safe.
 */
final class Recipients {
    static final long RETRY_AFTER_NS = TimeUnit.SECONDS.toNanos(30);
    /** Most restarts of the system are over sooner. */
    static final long RETRY_AFTER_RESTART_NS = TimeUnit.SECONDS.toNanos(1);

    private static final Share NOT_YET = new Share(false, Long.MAX_VALUE);
    private static final Share MEMBER = new Share(true, Long.MAX_VALUE);

    private final int max;
    private final LongSupplier nanoTime;
    /** The least recently used first. */
    private final LinkedHashMap<InetSocketAddress, Share> known = new LinkedHashMap<>(16, 0.75f, true);

    private List<InetSocketAddress> newcomers = new ArrayList<>();
    private List<InetSocketAddress> leavers = new ArrayList<>();

    Recipients(int max, LongSupplier nanoTime) {
        this.max = max;
        this.nanoTime = nanoTime;
    }

    /** A recipient's place: in the flow, or not yet, or refused and to be tried again. */
    private record Share(boolean isMember, long retryNs) {
        boolean isDue(LongSupplier nanoTime) {
            return retryNs != Long.MAX_VALUE && nanoTime.getAsLong() - retryNs >= 0;
        }
    }

    /** What the flow's membership is to become. The leavers go first. */
    record Change(List<InetSocketAddress> arriving, List<InetSocketAddress> leaving) {}

    /** Whether this one is to join. Costs a look-up if it is known. */
    boolean isNew(InetSocketAddress to) {
        Share share = known.get(to);
        return share == null || share.isDue(nanoTime);
    }

    /** Whether others have to leave before one more can be added. */
    boolean isFull() {
        return known.size() >= max;
    }

    /**
     * Half of them leave with the next change, all at once, for it may cost the system a new flow. Who is to join, or is
     * joining, stays.
     */
    void makeRoom() {
        Iterator<Map.Entry<InetSocketAddress, Share>> oldest = known.entrySet().iterator();
        while (known.size() > max / 2 && oldest.hasNext()) {
            Map.Entry<InetSocketAddress, Share> entry = oldest.next();
            if (!entry.getValue().equals(NOT_YET)) {
                if (entry.getValue().isMember) {
                    leavers.add(entry.getKey());
                }
                oldest.remove();
            }
        }
    }

    void add(InetSocketAddress newcomer) {
        newcomers.add(newcomer);
        known.put(newcomer, NOT_YET);
    }

    boolean hasNewcomers() {
        return !newcomers.isEmpty();
    }

    /** All who wait, and who has made room for them. */
    Change take() {
        Change change = new Change(newcomers, leavers);
        newcomers = new ArrayList<>();
        leavers = new ArrayList<>();
        return change;
    }

    /** Who arrived is in the flow, or was refused and is tried again later. */
    void arrived(List<InetSocketAddress> arriving, Map<InetSocketAddress, QosException> refusals) {
        for (InetSocketAddress to : arriving) {
            QosException refusal = refusals.get(to);
            known.replace(to, refusal == null ? MEMBER : new Share(false, nanoTime.getAsLong() + pause(refusal)));
        }
    }

    private static long pause(QosException refusal) {
        return refusal.reason() == Reason.REINITIALIZATION_NEEDED ? RETRY_AFTER_RESTART_NS : RETRY_AFTER_NS;
    }

    /** The flow has ended: nobody is in it, and whoever is sent to joins the next one. */
    void forgetAll() {
        known.keySet().retainAll(Set.copyOf(newcomers));
        leavers.clear();
    }

    int size() {
        return known.size();
    }
}
