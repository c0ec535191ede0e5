package io.github.qosflow.examples.voip;

import io.github.qosflow.examples.voip.Options.Certificate;
import io.github.qosflow.examples.voip.sip.Tls;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.util.Optional;

/** Who the server is when it speaks TLS. */
final class Certificates {
    private Certificates() {}

    /**
     * With the certificate given, or one made now. Phones are called at addresses, not names, so it is who signed their certificate that
     * counts, not whose name is in it: one of the system's authorities, or the server's own certificate.
     */
    static Tls tls(Optional<Certificate> files) throws Exception {
        if (files.isPresent()) {
            Certificate given = files.get();
            try {
                return new Tls(
                        SslContextBuilder.forServer(
                                        given.chain().toFile(), given.key().toFile())
                                .build(),
                        SslContextBuilder.forClient()
                                .trustManager(given.chain().toFile())
                                .endpointIdentificationAlgorithm(null)
                                .build());
            } catch (IllegalArgumentException e) {
                throw new IOException(
                        "--tls-cert " + given.chain() + " with --tls-key " + given.key() + ": " + e.getMessage(), e);
            }
        }
        X509Bundle own = new CertificateBuilder()
                .subject("CN=qosflow voip example")
                .setIsCertificateAuthority(true)
                .buildSelfSigned();
        return new Tls(
                SslContextBuilder.forServer(own.toKeyManagerFactory()).build(),
                SslContextBuilder.forClient()
                        .trustManager(own.getCertificate())
                        .endpointIdentificationAlgorithm(null)
                        .build());
    }
}
