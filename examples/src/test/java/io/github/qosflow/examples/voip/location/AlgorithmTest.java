package io.github.qosflow.examples.voip.location;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class AlgorithmTest {
    private static final String COUNT = "00000001";
    private static final String URI = "/dir/index.html";

    @Test
    void answersAsInRfc2617Section35() {
        String hash = Algorithm.MD5.hash("Mufasa", "testrealm@host.com", "Circle Of Life");
        String nonce = "dcd98b7102dd2f0e8b11d0f600bfb0c093";
        assertEquals(
                "6629fae49393a05397450978507c4ef1", Algorithm.MD5.response(hash, nonce, COUNT, "0a4f113b", "GET", URI));
    }

    @Test
    void answersAsInRfc7616Section391() {
        assertEquals("8ca523f5e9506fed4657c9700eebdbec", rfc7616(Algorithm.MD5));
        assertEquals("753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1", rfc7616(Algorithm.SHA_256));
    }

    private static String rfc7616(Algorithm algorithm) {
        return algorithm.response(
                algorithm.hash("Mufasa", "http-auth@example.org", "Circle of Life"),
                "7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v",
                COUNT,
                "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ",
                "GET",
                URI);
    }

    @Test
    void isNamedAsInHeaders() {
        assertEquals(Optional.of(Algorithm.SHA_256), Algorithm.named("sha-256"));
        assertEquals(Optional.of(Algorithm.MD5), Algorithm.named("MD5"));
        assertEquals(Optional.empty(), Algorithm.named("MD5-sess"));
    }
}
