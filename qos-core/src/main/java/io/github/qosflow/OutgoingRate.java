package io.github.qosflow;

import java.util.Objects;

/**
 * The rate a flow may send at and what happens beyond it.
 *
 * <p>The rate counts bits on the IP level, headers included: per packet 20 bytes for IPv4 or 40 for IPv6, and 20 for TCP
 * or 8 for UDP; {@link DataRate#withHeaders} adds them to a rate of payload. Immutable, thus safe for any thread.
 *
 * @param rate the rate on the IP level
 * @param shaping what happens to packets beyond it
 * @param reason why the rate is set; information only
 * @see <a href="https://learn.microsoft.com/en-us/windows/win32/api/qos2/ns-qos2-qos_flowrate_outgoing">QOS_FLOWRATE_OUTGOING</a>
 */
public record OutgoingRate(DataRate rate, Shaping shaping, RateReason reason) {
    /**
     * A rate with its shaping and reason.
     *
     * @param rate the rate
     * @param shaping the shaping
     * @param reason the reason
     * @throws NullPointerException if a part is missing
     */
    public OutgoingRate {
        Objects.requireNonNull(rate, "rate");
        Objects.requireNonNull(shaping, "shaping");
        Objects.requireNonNull(reason, "reason");
    }

    /**
     * The usual case: shaped and marked, no reason given.
     *
     * @param rate the rate on the IP level
     * @return {@code new OutgoingRate(rate, SHAPE_AND_MARK, NOT_APPLICABLE)}
     */
    public static OutgoingRate of(DataRate rate) {
        return new OutgoingRate(rate, Shaping.SHAPE_AND_MARK, RateReason.NOT_APPLICABLE);
    }

    /**
     * As little as the system thinks right: what an adaptive flow of QOS2 gets that asks for no rate of its own, since it
     * is marked only once it has one. Elsewhere nothing is shaped by it.
     *
     * @return {@code of(DataRate.SYSTEM_MINIMUM)}
     */
    public static OutgoingRate systemMinimum() {
        return of(DataRate.SYSTEM_MINIMUM);
    }

    /** {@return for instance {@code 2 Mbit/s SHAPE_AND_MARK}} */
    @Override
    public String toString() {
        return rate + " " + shaping + (reason == RateReason.NOT_APPLICABLE ? "" : " (" + reason + ")");
    }
}
