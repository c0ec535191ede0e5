package io.github.qosflow.examples.voip;

import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How a server is to be: what the command's options say. Nothing is changed after they are read. */
public final class Options {
    private static final int LAST_PORT = 65_535;

    @Option(
            names = "--bind",
            paramLabel = "ADDRESS",
            description =
                    "Where to listen; may be repeated, for IPv4 and IPv6. Default: 0.0.0.0 and ::, all there are.")
    List<InetAddress> bind = List.of();

    @Option(
            names = "--sip-port",
            paramLabel = "PORT",
            description = "SIP over UDP and TCP; 0 takes any. Default: ${DEFAULT-VALUE}.")
    int sipPort = 5060;

    @Option(names = "--tls-port", paramLabel = "PORT", description = "SIP over TLS too; 0 takes any.")
    @Nullable
    Integer tlsPort;

    @Option(
            names = "--tls-cert",
            paramLabel = "FILE",
            description = "The certificate and its chain (PEM). Without it the server makes its own.")
    @Nullable
    Path certificate;

    @Option(names = "--tls-key", paramLabel = "FILE", description = "The certificate's private key (PEM, PKCS#8).")
    @Nullable
    Path key;

    @Option(names = "--http", paramLabel = "PORT", description = "The live page and /metrics; 0 takes any.")
    @Nullable
    Integer httpPort;

    @Option(
            names = "--http-bind",
            paramLabel = "ADDRESS",
            defaultValue = "127.0.0.1",
            description = "Who may read the page. Default: ${DEFAULT-VALUE}, this machine only.")
    InetAddress httpBind = InetAddress.getLoopbackAddress();

    @Option(
            names = "--redis",
            paramLabel = "URI",
            description = "Share registrations with other servers, as redis://HOST:PORT.")
    @Nullable
    URI redis;

    @Option(
            names = "--users",
            paramLabel = "FILE",
            description = "Who may register and call, as htdigest writes it. Without it anybody may.")
    @Nullable
    Path users;

    @Option(
            names = "--media",
            paramLabel = "relay|direct",
            description = "Whether media goes through the server, which marks it. Default: ${DEFAULT-VALUE}.")
    String media = "relay";

    @Option(
            names = "--media-ports",
            paramLabel = "FROM-TO",
            description = "UDP ports of the media relay. Default: ${DEFAULT-VALUE}.")
    String mediaPorts = "16384-32767";

    @Option(
            names = "--media-timeout",
            paramLabel = "SECONDS",
            description =
                    "A call not on hold of whose media nothing arrives for so long has ended. Default: ${DEFAULT-VALUE}.")
    int mediaTimeout = 60;

    @Option(
            names = "--drain",
            paramLabel = "SECONDS",
            description = "When told to end, let calls go on for so long. Default: ${DEFAULT-VALUE}.")
    int drain = 30;

    @Option(names = "--no-qos", description = "Mark nothing.")
    boolean withoutQos;

    Options() {}

    /** Refuses what picocli cannot know to be wrong. */
    void check() {
        checkPort("--sip-port", sipPort);
        checkPort("--tls-port", tlsPort);
        checkPort("--http", httpPort);
        check(mediaTimeout > 0, "--media-timeout", mediaTimeout, "1 or more");
        check(drain >= 0, "--drain", drain, "0 or more");
        check(relaysMedia() || media.equalsIgnoreCase("direct"), "--media", media, "relay or direct");
        if ((certificate == null) != (key == null)) {
            throw new IllegalArgumentException("--tls-cert and --tls-key go together");
        }
    }

    private static void checkPort(String option, @Nullable Integer port) {
        check(port == null || (port >= 0 && port <= LAST_PORT), option, port, "0 to " + LAST_PORT);
    }

    private static void check(boolean right, String option, @Nullable Object value, String range) {
        if (!right) {
            throw new IllegalArgumentException(option + " " + value + ": it is " + range);
        }
    }

    boolean relaysMedia() {
        return media.equalsIgnoreCase("relay");
    }
}
