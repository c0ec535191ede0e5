package io.github.qosflow.examples.voip.transaction;

/**
 * The times all others are made of (RFC 3261 section 17.1.1.1 and table 4), in milliseconds.
 *
 * @param t1 estimate of a round trip
 * @param t2 the longest interval between two repetitions
 * @param t4 how long a message may stay in the network
 */
public record Timers(long t1, long t2, long t4) {
    /** As in the RFC: 500 ms, 4 s, 5 s. */
    public static final Timers STANDARD = new Timers(500, 4000, 5000);

    /** Timers B, F, H, J, L and M: who waited this long waits no longer. */
    long patience() {
        return 64 * t1;
    }
}
