package io.github.qosflow.examples.doctor;

import java.net.InetAddress;
import java.util.LinkedHashMap;
import java.util.Map;

/** How many questions are answered: so many at once and so many a second, of one peer and of all. */
final class Allowance {
    static final int OF_ONE = 400;
    static final int OF_ALL = 2_000;
    private static final int MOST_PEERS = 256;
    private static final long REFILL_NS = 10_000_000;
    private static final long REFILL_OF_ALL_NS = 1_000_000;

    private final Bucket all = new Bucket(OF_ALL, REFILL_OF_ALL_NS);
    private final Map<InetAddress, Bucket> peers = new LinkedHashMap<>(MOST_PEERS, 1, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<InetAddress, Bucket> eldest) {
            return size() > MOST_PEERS;
        }
    };

    /** The peer's own comes first, or one that asks too often would use up what is there for all. */
    boolean allows(InetAddress peer, int cost, long nowNs) {
        return peers.computeIfAbsent(peer, unknown -> new Bucket(OF_ONE, REFILL_NS))
                        .take(cost, nowNs)
                && all.take(cost, nowNs);
    }

    /** Tokens drop in one by one. */
    private static final class Bucket {
        private final int size;
        private final long refillNs;
        private long tokens;
        private long filledNs;
        private boolean used;

        Bucket(int size, long refillNs) {
            this.size = size;
            this.refillNs = refillNs;
            tokens = size;
        }

        boolean take(int cost, long nowNs) {
            filledNs = used ? filledNs : nowNs;
            used = true;
            long drops = (nowNs - filledNs) / refillNs;
            filledNs += drops * refillNs;
            tokens = Math.min(size, tokens + drops);
            if (tokens < cost) {
                return false;
            }
            tokens -= cost;
            return true;
        }
    }
}
