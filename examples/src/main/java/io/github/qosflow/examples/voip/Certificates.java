package io.github.qosflow.examples.voip;

import io.github.qosflow.examples.voip.sip.Tls;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Who the server is when it speaks TLS. */
final class Certificates {
    private Certificates() {}

    /**
     * With the certificate given, or one made now. Phones are called at addresses, not names, so it is who signed their certificate that
     * counts, not whose name is in it: one of the system's authorities, or the server's own certificate.
     */
    static Tls tls(@Nullable Path chain, @Nullable Path key) throws Exception {
        SslContextBuilder client = SslContextBuilder.forClient().endpointIdentificationAlgorithm(null);
        SslContextBuilder server;
        if (chain == null || key == null) {
            X509Bundle own = new CertificateBuilder()
                    .subject("CN=qosflow voip example")
                    .setIsCertificateAuthority(true)
                    .buildSelfSigned();
            server = SslContextBuilder.forServer(own.toKeyManagerFactory());
            client.trustManager(own.getCertificate());
        } else {
            try {
                server = SslContextBuilder.forServer(chain.toFile(), key.toFile());
                client.trustManager(chain.toFile());
            } catch (IllegalArgumentException e) {
                throw new IOException("--tls-cert " + chain + " with --tls-key " + key + ": " + e.getMessage(), e);
            }
        }
        return new Tls(server.build(), client.build());
    }
}
