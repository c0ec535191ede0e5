package io.github.qosflow.examples.voip.location;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;

/** The hash functions of digest authentication, named as in its headers and in Java, the better one first (RFC 8760 section 2.4). */
enum Algorithm {
    SHA_256,
    MD5;

    /** Empty for those that are not spoken here. */
    static Optional<Algorithm> named(String name) {
        return Arrays.stream(values())
                .filter(one -> one.toString().equalsIgnoreCase(name))
                .findAny();
    }

    /** What only who knows the password can answer to a challenge, with the hash of user, realm and password (RFC 7616 section 3.4.1). */
    String response(String hash, String nonce, String count, String cnonce, String method, String uri) {
        return hash(hash, nonce, count, cnonce, "auth", hash(method, uri));
    }

    /** In lower-case hexadecimal digits. */
    String hash(String... parts) {
        try {
            byte[] all = String.join(":", parts).getBytes(UTF_8);
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance(toString()).digest(all));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("each Java has " + this, e);
        }
    }

    @Override
    public String toString() {
        return name().replace('_', '-');
    }
}
