package io.github.qosflow.internal.linux;

import io.github.qosflow.Dscp;
import io.github.qosflow.TrafficType;

/**
 * What a flow wants on a socket.
 *
 * @param dscp the code point of the packets
 * @param priority SO_PRIORITY, which the queueing disciplines of this host look at
 * @param bytesPerSecond the rate on the IP level, or 0 for none
 */
record Mark(Dscp dscp, int priority, long bytesPerSecond) {
    private static final int INTERACTIVE = 6;
    private static final int STREAMING = 4;
    private static final int BULK = 2;

    /**
     * The priority of a type, by the bands of the default discipline pfifo_fast (0 → 1, 2 → 2, 4 → 1, 6 → 0): not 5 for
     * video, which 802.1p would suggest, for pfifo_fast puts it into its worst band; not 7, which needs a privilege.
     */
    static int priority(TrafficType type) {
        return switch (type) {
            case VOICE, CONTROL -> INTERACTIVE;
            case EXCELLENT_EFFORT, AUDIO_VIDEO -> STREAMING;
            case BACKGROUND -> BULK;
            case BEST_EFFORT -> 0;
        };
    }
}
