package io.github.qosflow;

import java.util.Locale;

/**
 * A rate of data, more than 0 bits per second.
 *
 * <pre>{@code
 * DataRate.ofKilobitsPerSecond(87).bytesPerSecond();   // 10875
 * DataRate.ofMegabitsPerSecond(2).toString();          // "2 Mbit/s"
 * }</pre>
 *
 * <p>Prefixes are decimal: 1 kbit/s is 1000 bit/s. Immutable, thus safe for any thread.
 *
 * @param bitsPerSecond the rate, 1 to {@link Long#MAX_VALUE}
 */
public record DataRate(long bitsPerSecond) implements Comparable<DataRate> {
    private static final long KILO = 1_000;
    private static final long MEGA = 1_000_000;

    /**
     * A rate in bit/s.
     *
     * @param bitsPerSecond the rate
     * @throws IllegalArgumentException if {@code bitsPerSecond} is not positive
     */
    public DataRate {
        if (bitsPerSecond <= 0) {
            throw new IllegalArgumentException("a rate is more than 0 bit/s, not " + bitsPerSecond);
        }
    }

    /**
     * A rate in bit/s.
     *
     * @param rate bits per second, positive
     * @return the rate
     * @throws IllegalArgumentException if {@code rate} is not positive
     */
    public static DataRate ofBitsPerSecond(long rate) {
        return new DataRate(rate);
    }

    /**
     * A rate in kbit/s.
     *
     * @param rate 1000 bits per second, positive
     * @return the rate
     * @throws IllegalArgumentException if {@code rate} is not positive or its bits do not fit a {@code long}
     */
    public static DataRate ofKilobitsPerSecond(long rate) {
        return scaled(rate, KILO, "kbit/s");
    }

    /**
     * A rate in Mbit/s.
     *
     * @param rate 1 000 000 bits per second, positive
     * @return the rate
     * @throws IllegalArgumentException if {@code rate} is not positive or its bits do not fit a {@code long}
     */
    public static DataRate ofMegabitsPerSecond(long rate) {
        return scaled(rate, MEGA, "Mbit/s");
    }

    /**
     * The rate in bytes, rounded up so that it is never 0.
     *
     * @return bytes per second, positive
     */
    public long bytesPerSecond() {
        return (bitsPerSecond - 1) / Byte.SIZE + 1;
    }

    @Override
    public int compareTo(DataRate other) {
        return Long.compare(bitsPerSecond, other.bitsPerSecond);
    }

    /** {@return the rate with its unit, for instance {@code 64 kbit/s}} */
    @Override
    public String toString() {
        if (bitsPerSecond >= MEGA) {
            return number(bitsPerSecond, MEGA) + " Mbit/s";
        }
        return bitsPerSecond >= KILO ? number(bitsPerSecond, KILO) + " kbit/s" : bitsPerSecond + " bit/s";
    }

    private static DataRate scaled(long rate, long unit, String name) {
        if (rate <= 0 || rate > Long.MAX_VALUE / unit) {
            throw new IllegalArgumentException(
                    "a rate is 1 to " + Long.MAX_VALUE / unit + " " + name + ", not " + rate);
        }
        return new DataRate(rate * unit);
    }

    private static String number(long bits, long unit) {
        return bits % unit == 0 ? Long.toString(bits / unit) : String.format(Locale.ROOT, "%.3f", (double) bits / unit);
    }
}
