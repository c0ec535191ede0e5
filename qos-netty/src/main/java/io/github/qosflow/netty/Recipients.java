package io.github.qosflow.netty;

import io.github.qosflow.QosException;
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

    private static final Share NOT_YET = new Share(false, Long.MAX_VALUE);
    private static final Share MEMBER = new Share(true, Long.MAX_VALUE);

    private final int max;
    private final LongSupplier nanoTime;
    /** The least recently used first. */
    private final LinkedHashMap<InetSocketAddress, Share> known = new LinkedHashMap<>(16, 0.75f, true);

    private List<InetSocketAddress> newcomers = new ArrayList<>();

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

    /** As many newcomers wait as may join at once, so that as many others stay. */
    boolean isFull() {
        return newcomers.size() == max / 2;
    }

    void add(InetSocketAddress newcomer) {
        newcomers.add(newcomer);
        known.put(newcomer, NOT_YET);
    }

    boolean hasNewcomers() {
        return !newcomers.isEmpty();
    }

    /** All who wait, and whom they displace. */
    Change take() {
        List<InetSocketAddress> arriving = newcomers;
        newcomers = new ArrayList<>();
        return new Change(arriving, makeRoom(arriving.size()));
    }

    /** Half of them at once, for it may cost the system a new flow. {@return those that are in the flow} */
    private List<InetSocketAddress> makeRoom(int arriving) {
        List<InetSocketAddress> leaving = new ArrayList<>();
        if (known.size() > max) {
            Iterator<Map.Entry<InetSocketAddress, Share>> oldest =
                    known.entrySet().iterator();
            while (known.size() > max / 2 + arriving) {
                Map.Entry<InetSocketAddress, Share> entry = oldest.next();
                if (entry.getValue().isMember) {
                    leaving.add(entry.getKey());
                }
                oldest.remove();
            }
        }
        return leaving;
    }

    /** Who arrived is in the flow, or was refused and is tried again later. */
    void arrived(List<InetSocketAddress> arriving, Map<InetSocketAddress, QosException> refusals) {
        long retryNs = refusals.isEmpty() ? 0 : nanoTime.getAsLong() + RETRY_AFTER_NS;
        for (InetSocketAddress to : arriving) {
            known.replace(to, refusals.containsKey(to) ? new Share(false, retryNs) : MEMBER);
        }
    }

    /** The flow has ended: nobody is in it, and whoever is sent to joins the next one. */
    void forgetAll() {
        known.keySet().retainAll(Set.copyOf(newcomers));
    }

    int size() {
        return known.size();
    }
}
