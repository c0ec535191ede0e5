package io.github.qosflow.examples.voip.location;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Numbers for one challenge each, {@code TIME.RANDOM.SIGNATURE} in hexadecimal digits, so that handing them out takes no memory. Those
 * that came back with the right password are kept with their last count, so that none is taken twice. There is room for so many;
 * whatever is as old as one that had to make room is stale.
 */
final class Nonces {
    static final Duration LIFE = Duration.ofMinutes(5);
    private static final String SIGNATURE = "HmacSHA256";

    private final Clock clock;
    private final int room;
    private final SecureRandom random = new SecureRandom();
    private final SecretKeySpec key;
    private final Map<String, Long> counts = new LinkedHashMap<>();
    private long forgotten = Long.MIN_VALUE;

    Nonces(Clock clock, int room) {
        this.clock = clock;
        this.room = room;
        byte[] secret = new byte[32];
        random.nextBytes(secret);
        this.key = new SecretKeySpec(secret, SIGNATURE);
    }

    String next() {
        return signed(Long.toHexString(clock.millis()) + '.' + Long.toHexString(random.nextLong()));
    }

    /** Takes a nonce with a count, once; false if it is not ours, too old, or was taken with this or a higher count. */
    boolean take(String nonce, long count) {
        long issued = issued(nonce);
        long now = clock.millis();
        boolean alive = issued > now - LIFE.toMillis() && issued <= now;
        Long last = counts.get(nonce);
        if (!alive || (last == null ? issued <= forgotten : count <= last)) {
            return false;
        }
        counts.put(nonce, count);
        if (counts.size() > room) {
            String oldest = counts.keySet().iterator().next();
            counts.remove(oldest);
            forgotten = Math.max(forgotten, issued(oldest));
        }
        return true;
    }

    /** When, in milliseconds; the beginning of time if the signature is not ours. */
    private long issued(String nonce) {
        String text = nonce.substring(0, Math.max(0, nonce.lastIndexOf('.')));
        boolean ours = MessageDigest.isEqual(signed(text).getBytes(UTF_8), nonce.getBytes(UTF_8));
        return ours ? Long.parseLong(text.substring(0, text.indexOf('.')), 16) : Long.MIN_VALUE;
    }

    private String signed(String text) {
        try {
            Mac mac = Mac.getInstance(SIGNATURE);
            mac.init(key);
            return text + '.' + HexFormat.of().formatHex(mac.doFinal(text.getBytes(UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("each Java has " + SIGNATURE, e);
        }
    }
}
