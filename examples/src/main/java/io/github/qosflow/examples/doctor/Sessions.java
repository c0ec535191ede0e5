package io.github.qosflow.examples.doctor;

import java.net.InetAddress;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/** What was seen of whom; of no more than {@value #MOST}, and the one not heard of for longest leaves. */
final class Sessions {
    static final int MOST = 256;

    private final Map<Key, byte[]> seen = new LinkedHashMap<>(MOST, 1, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, byte[]> eldest) {
            return size() > MOST;
        }
    };

    private record Key(InetAddress peer, long session) {}

    void note(InetAddress peer, long session, int mark, int seenMark) {
        of(peer, session)[mark] = (byte) seenMark;
    }

    byte[] summary(InetAddress peer, long session) {
        return of(peer, session).clone();
    }

    int size() {
        return seen.size();
    }

    private byte[] of(InetAddress peer, long session) {
        return seen.computeIfAbsent(new Key(peer, session), key -> {
            byte[] nothing = new byte[BleachingMap.MARKS];
            Arrays.fill(nothing, (byte) Probe.NOTHING);
            return nothing;
        });
    }
}
