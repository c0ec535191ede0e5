package io.github.qosflow.examples.voip;

import io.github.qosflow.examples.voip.Options.Certificate;
import io.github.qosflow.examples.voip.Options.Media;
import java.net.InetAddress;
import java.net.SocketException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command that runs the server until it is told to end. */
@Command(
        name = "./demo --serve",
        description = "A SIP registrar and proxy with a media relay, whose packets are marked.",
        mixinStandardHelpOptions = true,
        usageHelpWidth = 100,
        sortOptions = false)
public final class Voip implements Callable<Integer> {
    @Spec
    private @Nullable CommandSpec command;

    @Option(
            names = "--bind",
            paramLabel = "ADDRESS",
            description =
                    "Where to listen; may be repeated, for IPv4 and IPv6. Default: 0.0.0.0 and ::, all there are.")
    private List<InetAddress> bind = List.of();

    @Option(
            names = "--sip-port",
            paramLabel = "PORT",
            defaultValue = "5060",
            description = "SIP over UDP and TCP; 0 takes any. Default: ${DEFAULT-VALUE}.")
    private int sipPort;

    @Option(names = "--tls-port", paramLabel = "PORT", description = "SIP over TLS too; 0 takes any.")
    private @Nullable Integer tlsPort;

    @Option(
            names = "--tls-cert",
            paramLabel = "FILE",
            description = "The certificate and its chain (PEM). Without it the server makes its own.")
    private @Nullable Path certificate;

    @Option(names = "--tls-key", paramLabel = "FILE", description = "The certificate's private key (PEM, PKCS#8).")
    private @Nullable Path key;

    @Option(names = "--http", paramLabel = "PORT", description = "The live page and /metrics; 0 takes any.")
    private @Nullable Integer httpPort;

    @Option(
            names = "--http-bind",
            paramLabel = "ADDRESS",
            defaultValue = "127.0.0.1",
            description = "Who may read the page. Default: ${DEFAULT-VALUE}, this machine only.")
    private @Nullable InetAddress httpBind;

    @Option(
            names = "--redis",
            paramLabel = "URI",
            description = "Share registrations with other servers, as redis://HOST:PORT.")
    private @Nullable URI redis;

    @Option(
            names = "--users",
            paramLabel = "FILE",
            description = "Who may register and call, as htdigest writes it. Without it anybody may.")
    private @Nullable Path users;

    @Option(
            names = "--media",
            paramLabel = "relay|direct",
            defaultValue = "relay",
            description = "Whether media goes through the server, which marks it. Default: ${DEFAULT-VALUE}.")
    private String media = "relay";

    @Option(
            names = "--media-ports",
            paramLabel = "FROM-TO",
            defaultValue = "16384-32767",
            description = "UDP ports of the media relay. Default: ${DEFAULT-VALUE}.")
    private String ports = "";

    @Option(
            names = "--media-timeout",
            paramLabel = "SECONDS",
            defaultValue = "60",
            description = "A call of whose media nothing arrives for so long has ended. Default: ${DEFAULT-VALUE}.")
    private int idle;

    @Option(
            names = "--drain",
            paramLabel = "SECONDS",
            defaultValue = "30",
            description = "When told to end, let calls go on for so long. Default: ${DEFAULT-VALUE}.")
    private int drain;

    @Option(names = "--no-qos", description = "Mark nothing.")
    private boolean withoutQos;

    /**
     * Runs until SIGTERM, after which the JVM ends with 143 as it always does; exit status 2 if an option is wrong or the server could
     * not start.
     *
     * @param arguments see {@code --help}
     */
    public static void main(String... arguments) {
        System.exit(commandLine().execute(arguments));
    }

    /**
     * Options as the command reads them.
     *
     * @param arguments see {@code --help}
     * @return the options
     * @throws ParameterException if one is wrong
     */
    public static Options options(String... arguments) {
        Voip command = new Voip();
        new CommandLine(command).parseArgs(arguments);
        return command.options();
    }

    static CommandLine commandLine() {
        return new CommandLine(new Voip())
                .setParameterExceptionHandler((wrong, arguments) -> refuse(wrong.getCommandLine(), wrong))
                .setExecutionExceptionHandler((failed, line, parsed) -> refuse(line, failed));
    }

    /** One line: what is wrong, and no stack trace for what the user can mend. */
    private static int refuse(CommandLine line, Exception wrong) {
        line.getErr().println("voip: " + wrong.getMessage());
        return CommandLine.ExitCode.USAGE;
    }

    @Override
    public Integer call() throws Exception {
        Options options = options();
        VoipServer server = VoipServer.start(options);
        System.out.println("ready " + server.describe());
        System.out.flush();
        Thread hook = new Thread(() -> server.stop(options.drain()), "voip-stop");
        Runtime.getRuntime().addShutdownHook(hook);
        server.awaitEnd();
        return CommandLine.ExitCode.OK;
    }

    Options options() {
        return new Options(
                bind.isEmpty() ? everywhere() : bind,
                port("--sip-port", sipPort),
                Optional.ofNullable(tlsPort).map(port -> port("--tls-port", port)),
                certificate(),
                Optional.ofNullable(httpPort).map(port -> port("--http", port)),
                httpBind == null ? InetAddress.getLoopbackAddress() : httpBind,
                Optional.ofNullable(redis),
                Optional.ofNullable(users),
                media(),
                ports,
                Duration.ofSeconds(positive("--media-timeout", idle)),
                Duration.ofSeconds(drain < 0 ? fail("--drain", drain, "0 or more") : drain),
                !withoutQos);
    }

    private List<InetAddress> everywhere() {
        try {
            return LocalMachine.addresses();
        } catch (SocketException e) {
            throw wrong("cannot find this machine's addresses, name them by --bind: " + e.getMessage());
        }
    }

    private Media media() {
        return switch (media.toLowerCase(Locale.ROOT)) {
            case "relay" -> Media.RELAY;
            case "direct" -> Media.DIRECT;
            default -> throw wrong("--media " + media + ": it is relay or direct");
        };
    }

    private Optional<Certificate> certificate() {
        if (certificate == null && key == null) {
            return Optional.empty();
        }
        if (certificate == null || key == null) {
            throw wrong("--tls-cert and --tls-key go together");
        }
        return Optional.of(new Certificate(certificate, key));
    }

    private int port(String option, int port) {
        return port < 0 || port > 65_535 ? fail(option, port, "0 to 65535") : port;
    }

    private int positive(String option, int value) {
        return value < 1 ? fail(option, value, "1 or more") : value;
    }

    private int fail(String option, int value, String range) {
        throw wrong(option + " " + value + ": it is " + range);
    }

    private ParameterException wrong(String text) {
        if (command == null) {
            throw new IllegalStateException("set by picocli");
        }
        return new ParameterException(command.commandLine(), text);
    }
}
