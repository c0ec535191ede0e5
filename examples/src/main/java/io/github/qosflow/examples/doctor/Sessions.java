package io.github.qosflow.examples.doctor;

import java.net.InetAddress;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

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

    /** Begins a session, or goes on with it: a question may come twice. */
    void open(InetAddress peer, long session) {
        seen.computeIfAbsent(new Key(peer, session), key -> {
            byte[] nothing = new byte[BleachingMap.MARKS];
            Arrays.fill(nothing, (byte) Probe.NOTHING);
            return nothing;
        });
    }

    /** What was once seen is known, even if a later one came too often to be looked at. */
    void note(InetAddress peer, long session, int mark, int seenMark) {
        byte[] all = seen.get(new Key(peer, session));
        if (all != null && (seenMark != Probe.UNCLEAR || all[mark] == (byte) Probe.NOTHING)) {
            all[mark] = (byte) seenMark;
        }
    }

    /** {@return what was seen, or empty if there is no such session} */
    Optional<byte[]> summary(InetAddress peer, long session) {
        return Optional.ofNullable(seen.get(new Key(peer, session))).map(byte[]::clone);
    }

    int size() {
        return seen.size();
    }
}
