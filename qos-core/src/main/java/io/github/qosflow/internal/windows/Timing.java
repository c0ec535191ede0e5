package io.github.qosflow.internal.windows;

import java.time.Duration;

/**
 * How long things may take and how often they are tried.
 *
 * @param patience how long an event loop is held so that its first packet is marked
 * @param callWait how long a call waits for a flow that is being put back
 * @param measuring how long an answer is asked for again while the path is being measured
 * @param retry the first pause before something is tried again; each one is twice as long
 * @param longestRetry no pause is longer
 * @param calm a handle that has lived so long makes up for earlier failures
 * @param watchdog how often somebody looks whether QOS2 was restarted; zero for never
 * @param failuresToSwitchOff so many handles in a row that fail switch the library off until one does not
 */
record Timing(
        Duration patience,
        Duration callWait,
        Duration measuring,
        Duration retry,
        Duration longestRetry,
        Duration calm,
        Duration watchdog,
        int failuresToSwitchOff) {
    /** Seconds between two looks of the watchdog; 0 switches it off. */
    static final String WATCHDOG = "io.github.qosflow.windows.watchdogSeconds";

    private static final int WATCHDOG_SECONDS = 30;
    private static final int FAILURES_TO_SWITCH_OFF = 5;

    static Timing standard() {
        return new Timing(
                Duration.ofMillis(10),
                Duration.ofSeconds(2),
                Duration.ofSeconds(10),
                Duration.ofMillis(100),
                Duration.ofSeconds(30),
                Duration.ofSeconds(10),
                Duration.ofSeconds(Math.max(0, Integer.getInteger(WATCHDOG, WATCHDOG_SECONDS))),
                FAILURES_TO_SWITCH_OFF);
    }

    /** The pause before the next try after so many failures, 0 after none. */
    Duration pause(int failures) {
        if (failures == 0) {
            return Duration.ZERO;
        }
        Duration doubled = retry.multipliedBy(1L << Math.min(failures - 1, Integer.SIZE - 2));
        return doubled.compareTo(longestRetry) < 0 ? doubled : longestRetry;
    }
}
