package io.github.qosflow;

import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * A differentiated services code point: the upper six bits of the IPv4 TOS byte and of the IPv6 traffic class.
 *
 * <pre>{@code
 * Dscp.EF.value();          // 46
 * Dscp.EF.tosByte();        // 184, what a capture shows as tos 0xb8
 * Dscp.parse("af41");       // AF41 (34)
 * Dscp.parse("0x2e");       // EF (46)
 * }</pre>
 *
 * <p>Immutable, thus safe for any thread.
 *
 * @param value the code point, 0 to 63
 * @see <a href="https://www.iana.org/assignments/dscp-registry">IANA: DSCP registry</a>
 */
public record Dscp(int value) {
    /** Default forwarding, 0: ordinary traffic (RFC 2474). */
    public static final Dscp CS0 = new Dscp(0);
    /** Lower effort, 1 (RFC 8622). */
    public static final Dscp LE = new Dscp(1);
    /** Class selector 1, 8 (RFC 2474): low priority data. */
    public static final Dscp CS1 = new Dscp(8);
    /** Assured forwarding class 1, low drop precedence, 10 (RFC 2597). */
    public static final Dscp AF11 = new Dscp(10);
    /** Assured forwarding class 1, medium drop precedence, 12 (RFC 2597). */
    public static final Dscp AF12 = new Dscp(12);
    /** Assured forwarding class 1, high drop precedence, 14 (RFC 2597). */
    public static final Dscp AF13 = new Dscp(14);
    /** Class selector 2, 16 (RFC 2474). */
    public static final Dscp CS2 = new Dscp(16);
    /** Assured forwarding class 2, low drop precedence, 18 (RFC 2597). */
    public static final Dscp AF21 = new Dscp(18);
    /** Assured forwarding class 2, medium drop precedence, 20 (RFC 2597). */
    public static final Dscp AF22 = new Dscp(20);
    /** Assured forwarding class 2, high drop precedence, 22 (RFC 2597). */
    public static final Dscp AF23 = new Dscp(22);
    /** Class selector 3, 24 (RFC 2474). */
    public static final Dscp CS3 = new Dscp(24);
    /** Assured forwarding class 3, low drop precedence, 26 (RFC 2597). */
    public static final Dscp AF31 = new Dscp(26);
    /** Assured forwarding class 3, medium drop precedence, 28 (RFC 2597). */
    public static final Dscp AF32 = new Dscp(28);
    /** Assured forwarding class 3, high drop precedence, 30 (RFC 2597). */
    public static final Dscp AF33 = new Dscp(30);
    /** Class selector 4, 32 (RFC 2474). */
    public static final Dscp CS4 = new Dscp(32);
    /** Assured forwarding class 4, low drop precedence, 34 (RFC 2597): interactive video. */
    public static final Dscp AF41 = new Dscp(34);
    /** Assured forwarding class 4, medium drop precedence, 36 (RFC 2597). */
    public static final Dscp AF42 = new Dscp(36);
    /** Assured forwarding class 4, high drop precedence, 38 (RFC 2597). */
    public static final Dscp AF43 = new Dscp(38);
    /** Class selector 5, 40 (RFC 2474): signaling; what Windows gives to audio and video. */
    public static final Dscp CS5 = new Dscp(40);
    /** Voice admit, 44 (RFC 5865). */
    public static final Dscp VA = new Dscp(44);
    /** Expedited forwarding, 46 (RFC 3246): voice. */
    public static final Dscp EF = new Dscp(46);
    /** Class selector 6, 48 (RFC 2474): network control. */
    public static final Dscp CS6 = new Dscp(48);
    /** Class selector 7, 56 (RFC 2474); what Windows gives to voice and control. */
    public static final Dscp CS7 = new Dscp(56);

    /** The highest code point. */
    static final int MAX = 63;

    private static final Map<String, Dscp> BY_NAME = byName();

    /**
     * A code point by its number.
     *
     * @param value the code point
     * @throws IllegalArgumentException if {@code value} is outside 0 to 63
     */
    public Dscp {
        if (value < 0 || value > MAX) {
            throw new IllegalArgumentException("DSCP is 0 to 63, not " + value
                    + (value > MAX && value <= 0xFF ? " (a TOS byte? its DSCP is " + (value >> 2) + ")" : ""));
        }
    }

    /**
     * Reads a name of the IANA registry ({@code EF}, {@code cs5}, {@code DF}), a decimal number or a hexadecimal one
     * ({@code 0x2e}).
     *
     * @param text name or number, in any case
     * @return the code point
     * @throws IllegalArgumentException if it is neither, or outside 0 to 63
     */
    public static Dscp parse(String text) {
        Dscp named = BY_NAME.get(text.strip().toUpperCase(Locale.ROOT));
        if (named != null) {
            return named;
        }
        try {
            return new Dscp(Integer.decode(text.strip()));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    "not a DSCP: \"" + text + "\"; expected a name such as EF or AF41, or 0 to 63", e);
        }
    }

    /**
     * The whole byte of the IP header with ECN bits 0: {@code value * 4}.
     *
     * @return 0 to 252
     */
    public int tosByte() {
        return value << 2;
    }

    /** {@return name and number, for instance {@code EF (46)}, or the number alone where there is no name} */
    @Override
    public String toString() {
        for (Map.Entry<String, Dscp> entry : BY_NAME.entrySet()) {
            if (entry.getValue().value == value) {
                return entry.getKey() + " (" + value + ")";
            }
        }
        return Integer.toString(value);
    }

    private static Map<String, Dscp> byName() {
        Map<String, Dscp> names = new TreeMap<>();
        for (int i = 0; i <= 7; i++) {
            names.put("CS" + i, new Dscp(i * 8));
        }
        for (int group = 1; group <= 4; group++) {
            for (int drop = 1; drop <= 3; drop++) {
                names.put("AF" + group + drop, new Dscp(group * 8 + drop * 2));
            }
        }
        names.put("DF", CS0);
        names.put("EF", EF);
        names.put("VA", VA);
        names.put("VOICE-ADMIT", VA);
        names.put("LE", LE);
        return names;
    }
}
