package io.github.qosflow.examples.voip.media;

import java.util.Map;
import java.util.function.IntUnaryOperator;

/**
 * How many units of RTP's time there are in a second, by payload type.
 *
 * @param mapped what the description says ({@code a=rtpmap})
 */
record ClockRates(Map<Integer, Integer> mapped) implements IntUnaryOperator {
    /** Only what RFC 3551 says. */
    static final ClockRates STATIC = new ClockRates(Map.of());

    @Override
    public int applyAsInt(int payloadType) {
        Integer rate = mapped.get(payloadType);
        return rate == null ? assigned(payloadType) : rate;
    }

    /** RFC 3551 section 6. */
    private static int assigned(int payloadType) {
        return switch (payloadType) {
            case 6 -> 16_000;
            case 10, 11 -> 44_100;
            case 14, 25, 26, 28, 31, 32, 33, 34 -> 90_000;
            case 16 -> 11_025;
            case 17 -> 22_050;
            default -> 8_000;
        };
    }
}
