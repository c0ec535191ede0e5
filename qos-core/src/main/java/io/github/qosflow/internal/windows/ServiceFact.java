package io.github.qosflow.internal.windows;

import java.util.List;

/**
 * What the system says of a service or driver.
 *
 * @param name its short name, as in {@code sc query}
 * @param state how it stands
 * @param exitCode what it ended with; 0 unless it failed
 * @param dependencies the names of what it needs, as far as known
 */
record ServiceFact(String name, State state, int exitCode, List<String> dependencies) {
    /** A service of which no more is known, or no more matters. */
    static ServiceFact of(String name, State state) {
        return new ServiceFact(name, state, 0, List.of());
    }

    /** The worst first: what keeps others from running most surely. */
    enum State {
        /** Not registered. */
        ABSENT,
        /** Stopped, and nobody can start it. */
        DISABLED,
        /** Stopped by an error. */
        FAILED,
        /** Stopped; it was not started, or ended in peace. */
        STOPPED,
        /** Not known. */
        UNREADABLE,
        /** Runs, or is about to. */
        RUNNING;

        boolean isStopped() {
            return compareTo(UNREADABLE) < 0;
        }
    }
}
