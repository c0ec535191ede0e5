package io.github.qosflow.netty;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;

/**
 * A key and a certificate of its own for {@code localhost}, made on the spot and good for a day: the JDK has no public way
 * but a tool that not every JVM of these tests brings along. RFC 5280 section 4.1.
 */
record SelfSigned(PrivateKey key, X509Certificate certificate) {
    private static final int INTEGER = 0x02;
    private static final int BIT_STRING = 0x03;
    private static final int UTF8_STRING = 0x0C;
    private static final int UTC_TIME = 0x17;
    private static final int SEQUENCE = 0x30;
    private static final int SET = 0x31;
    private static final int VERSION = 0xA0;
    /** 1.2.840.10045.4.3.2 and 2.5.4.3, as object identifiers are encoded. */
    private static final byte[] ECDSA_WITH_SHA256 = HexFormat.of().parseHex("06082a8648ce3d040302");

    private static final byte[] COMMON_NAME = HexFormat.of().parseHex("0603550403");

    static SelfSigned create() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(256);
        KeyPair pair = generator.generateKeyPair();
        byte[] unsigned = unsigned(pair);
        Signature signature = Signature.getInstance("SHA256withECDSA");
        signature.initSign(pair.getPrivate());
        signature.update(unsigned);
        byte[] der = der(
                SEQUENCE,
                unsigned,
                der(SEQUENCE, ECDSA_WITH_SHA256),
                der(BIT_STRING, new byte[] {0}, signature.sign()));
        return new SelfSigned(pair.getPrivate(), (X509Certificate)
                CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der)));
    }

    private static byte[] unsigned(KeyPair pair) {
        byte[] text = "localhost".getBytes(StandardCharsets.US_ASCII);
        byte[] name = der(SEQUENCE, der(SET, der(SEQUENCE, COMMON_NAME, der(UTF8_STRING, text))));
        Instant now = Instant.now();
        return der(
                SEQUENCE,
                der(VERSION, der(INTEGER, new byte[] {2})),
                der(INTEGER, new byte[] {1}),
                der(SEQUENCE, ECDSA_WITH_SHA256),
                name,
                der(SEQUENCE, time(now.minus(Duration.ofHours(12))), time(now.plus(Duration.ofHours(12)))),
                name,
                pair.getPublic().getEncoded());
    }

    private static byte[] time(Instant instant) {
        String text = DateTimeFormatter.ofPattern("yyMMddHHmmss'Z'")
                .withZone(ZoneOffset.UTC)
                .format(instant);
        return der(UTC_TIME, text.getBytes(StandardCharsets.US_ASCII));
    }

    /** Tag, length, contents; the length in as few bytes as can be, more than one with their number before them. */
    private static byte[] der(int tag, byte[]... contents) {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        for (byte[] part : contents) {
            body.writeBytes(part);
        }
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        whole.write(tag);
        if (body.size() >= 256) {
            whole.write(0x82);
            whole.write(body.size() >> 8);
        } else if (body.size() >= 128) {
            whole.write(0x81);
        }
        whole.write(body.size());
        whole.writeBytes(body.toByteArray());
        return whole.toByteArray();
    }
}
