package io.github.qosflow;

import java.time.Duration;
import java.util.Optional;

/**
 * What the system has measured of an adaptive flow's path. What it does not know is empty, never 0.
 *
 * <p>Immutable, thus safe for any thread.
 *
 * @param bottleneck the narrowest link's rate, without headers
 * @param available what of it is free now, without headers; empty also when nothing is
 * @param roundTripTime to the peer and back, microsecond resolution
 * @see <a href="https://learn.microsoft.com/en-us/windows/win32/api/qos2/ns-qos2-qos_flow_fundamentals">QOS_FLOW_FUNDAMENTALS</a>
 */
public record FlowFundamentals(
        Optional<DataRate> bottleneck, Optional<DataRate> available, Optional<Duration> roundTripTime) {
    /** Nothing is known. */
    public static final FlowFundamentals UNKNOWN =
            new FlowFundamentals(Optional.empty(), Optional.empty(), Optional.empty());

    /** {@return for instance {@code bottleneck 20 Mbit/s, available unknown, round trip 12.5 ms}} */
    @Override
    public String toString() {
        return "bottleneck " + text(bottleneck) + ", available " + text(available) + ", round trip "
                + roundTripTime.map(rtt -> rtt.toNanos() / 1e6 + " ms").orElse("unknown");
    }

    private static String text(Optional<DataRate> rate) {
        return rate.map(DataRate::toString).orElse("unknown");
    }
}
