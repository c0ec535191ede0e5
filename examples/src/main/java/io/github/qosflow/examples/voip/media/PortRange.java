package io.github.qosflow.examples.voip.media;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The UDP ports that media may have: RTP an even one, RTCP the odd one after it (RFC 3550 section 11).
 *
 * @param first from 1 on
 * @param last up to 65535; there is an even port and the odd one after it within the range
 */
public record PortRange(int first, int last) {
    private static final Pattern TEXT = Pattern.compile("(\\d{1,5})-(\\d{1,5})");
    private static final int LAST_PORT = 65_535;

    /**
     * Checks it.
     *
     * @throws IllegalArgumentException if there is no pair of ports in it
     */
    public PortRange {
        if (first < 1 || last > LAST_PORT || pairs(first, last) < 1) {
            throw new IllegalArgumentException("no range of ports with an even port and the odd one after it: " + first
                    + "-" + last + "; give FIRST-LAST, such as 16384-32767");
        }
    }

    /**
     * Reads an option.
     *
     * @param text such as {@code 16384-32767}
     * @return the range
     * @throws IllegalArgumentException if it is none
     */
    public static PortRange parse(String text) {
        Matcher range = TEXT.matcher(text);
        if (!range.matches()) {
            throw new IllegalArgumentException(
                    "no range of ports: '" + text + "'; give FIRST-LAST, such as 16384-32767");
        }
        return new PortRange(Integer.parseInt(range.group(1)), Integer.parseInt(range.group(2)));
    }

    /** The even ports are every other one from here on. */
    int firstPair() {
        return first + first % 2;
    }

    int pairs() {
        return pairs(first, last);
    }

    private static int pairs(int first, int last) {
        return (last - first - first % 2 + 1) / 2;
    }

    /** {@return as it is written in the option} */
    @Override
    public String toString() {
        return first + "-" + last;
    }
}
