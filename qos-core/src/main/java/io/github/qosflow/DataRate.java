package io.github.qosflow;

import java.math.BigInteger;
import java.util.Locale;

/**
 * A rate of data, more than 0 bits per second.
 *
 * <pre>{@code
 * DataRate.ofKilobitsPerSecond(87).bytesPerSecond();   // 10875
 * DataRate.ofMegabitsPerSecond(2).toString();          // "2 Mbit/s"
 * DataRate.ofBitsPerSecond(68_800)                     // G.711 in RTP: 172 bytes, 50 times a second
 *         .withHeaders(PacketHeaders.IPV4_UDP, 172);   // 80 kbit/s
 * }</pre>
 *
 * <p>There is no rate of 0: QOS2 would end shaping <em>and marking</em> of the flow with it, for which there is
 * {@link QosFlow#close()}. Prefixes are decimal: 1 kbit/s is 1000 bit/s. Immutable, thus safe for any thread.
 *
 * @param bitsPerSecond the rate, 1 to {@link Long#MAX_VALUE}
 */
public record DataRate(long bitsPerSecond) implements Comparable<DataRate> {
    /**
     * 4 294 967 295 bit/s, which to QOS2 is no rate but means "a small one of the system's choice"; see
     * {@link OutgoingRate#systemMinimum()}. Who really wants this rate asks for one bit more.
     */
    public static final DataRate SYSTEM_MINIMUM = new DataRate(0xFFFF_FFFFL);

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
            throw new IllegalArgumentException(
                    "a rate is more than 0 bit/s, not " + bitsPerSecond + "; to end the marking of a flow close it");
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

    /**
     * The rate on the IP level, which {@link OutgoingRate} counts, of payload sent at this rate. QOS2's header calls it
     * {@code QOS_ADD_OVERHEAD}.
     *
     * @param headers what comes before the payload of each packet
     * @param payloadBytes payload per packet, more than 0
     * @return this rate × (payload + headers) / payload, rounded up
     * @throws IllegalArgumentException if {@code payloadBytes} is not positive or the rate does not fit a {@code long}
     */
    public DataRate withHeaders(PacketHeaders headers, int payloadBytes) {
        long packet = packetBytes(headers, payloadBytes);
        BigInteger[] rate = BigInteger.valueOf(bitsPerSecond)
                .multiply(BigInteger.valueOf(packet))
                .divideAndRemainder(BigInteger.valueOf(payloadBytes));
        BigInteger roundedUp = rate[0].add(BigInteger.valueOf(rate[1].signum()));
        if (roundedUp.bitLength() >= Long.SIZE) {
            throw new IllegalArgumentException(
                    this + " in packets of " + payloadBytes + " bytes is too much with " + headers + " headers");
        }
        return new DataRate(roundedUp.longValue());
    }

    /**
     * The rate of the payload in packets sent at this rate on the IP level; undoes {@link #withHeaders}. QOS2's header
     * calls it {@code QOS_SUBTRACT_OVERHEAD}.
     *
     * @param headers what comes before the payload of each packet
     * @param payloadBytes payload per packet, more than 0
     * @return this rate × payload / (payload + headers), rounded down, but at least 1 bit/s
     * @throws IllegalArgumentException if {@code payloadBytes} is not positive
     */
    public DataRate withoutHeaders(PacketHeaders headers, int payloadBytes) {
        long packet = packetBytes(headers, payloadBytes);
        BigInteger rate = BigInteger.valueOf(bitsPerSecond)
                .multiply(BigInteger.valueOf(payloadBytes))
                .divide(BigInteger.valueOf(packet));
        return new DataRate(Math.max(1, rate.longValue()));
    }

    private static long packetBytes(PacketHeaders headers, int payloadBytes) {
        if (payloadBytes <= 0) {
            throw new IllegalArgumentException("a packet has more than 0 bytes of payload, not " + payloadBytes);
        }
        return (long) payloadBytes + headers.bytes();
    }

    @Override
    public int compareTo(DataRate other) {
        return Long.compare(bitsPerSecond, other.bitsPerSecond);
    }

    /** {@return the rate with its unit, for instance {@code 64 kbit/s}} */
    @Override
    public String toString() {
        if (bitsPerSecond == SYSTEM_MINIMUM.bitsPerSecond) {
            return "the system's minimum";
        }
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
