package io.github.qosflow.examples.voip;

import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * How a server is to be.
 *
 * @param bind the addresses to listen on; an unspecified one (0.0.0.0, ::) for all of its family
 * @param sipPort for UDP and TCP; 0 for any
 * @param tlsPort for TLS, if it shall be offered; 0 for any
 * @param certificate for TLS: PEM files of chain and key; without them the server makes its own, which phones must be told to trust
 * @param httpPort of the live page, if there shall be one; 0 for any
 * @param httpBind where the page can be read: loopback, unless told otherwise
 * @param redis the location store that several servers share; without it each remembers its own registrations
 * @param users who may register and call, with their passwords' digests; without it anybody may
 * @param media whether media goes through the server
 * @param ports for the media that does
 * @param idle how long a call lasts of whose media nothing arrives
 * @param drain how long calls may go on when the server is told to end
 * @param qos whether connections are put into flows
 */
public record Options(
        List<InetAddress> bind,
        int sipPort,
        Optional<Integer> tlsPort,
        Optional<Certificate> certificate,
        Optional<Integer> httpPort,
        InetAddress httpBind,
        Optional<URI> redis,
        Optional<Path> users,
        Media media,
        String ports,
        Duration idle,
        Duration drain,
        boolean qos) {
    /** The way of media. */
    public enum Media {
        /** Through the server, which marks it. */
        RELAY,
        /** From phone to phone. */
        DIRECT
    }

    /**
     * A certificate in PEM files.
     *
     * @param chain the certificate and those above it
     * @param key its private key (PKCS#8)
     */
    public record Certificate(Path chain, Path key) {}
}
