package io.github.qosflow.examples.voip.location;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Numbers for one challenge each: its time, eight bytes by lot, and a signature, so that handing them out takes no memory. Those that
 * came back with the right password are kept with their last count, so that none is taken twice. There is room for so many; whatever is
 * as old as one that had to make room is stale.
 */
final class Nonces {
    static final Duration LIFE = Duration.ofMinutes(5);
    private static final int SIGNED = 16;
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
        key = new SecretKeySpec(secret, SIGNATURE);
    }

    String next() {
        byte[] signed = ByteBuffer.allocate(SIGNED)
                .putLong(clock.millis())
                .putLong(random.nextLong())
                .array();
        byte[] signature = sign(signed);
        ByteBuffer nonce =
                ByteBuffer.allocate(SIGNED + signature.length).put(signed).put(signature);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(nonce.array());
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
        try {
            byte[] bytes = Base64.getUrlDecoder().decode(nonce);
            byte[] signed = Arrays.copyOf(bytes, SIGNED);
            byte[] signature = Arrays.copyOfRange(bytes, Math.min(SIGNED, bytes.length), bytes.length);
            return MessageDigest.isEqual(sign(signed), signature)
                    ? ByteBuffer.wrap(signed).getLong()
                    : Long.MIN_VALUE;
        } catch (IllegalArgumentException e) {
            return Long.MIN_VALUE;
        }
    }

    private byte[] sign(byte[] text) {
        try {
            Mac mac = Mac.getInstance(SIGNATURE);
            mac.init(key);
            return mac.doFinal(text);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("each Java has " + SIGNATURE, e);
        }
    }
}
