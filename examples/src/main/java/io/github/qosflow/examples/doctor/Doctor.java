package io.github.qosflow.examples.doctor;

import io.github.qosflow.Qos;
import io.github.qosflow.examples.text.Output;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/**
 * Says what marks packets here, proves it on the loopback interface, and finds which marks survive the way to another
 * host. Needs no rights.
 */
@Command(
        name = "doctor",
        mixinStandardHelpOptions = true,
        version = "qosflow doctor 0.1.0",
        description = "Says why nothing is marked, and proves what is.",
        footer = {
            "",
            "Exit status: 0 all that was asked for was seen marked; 1 something is changed on the way;",
            "2 it cannot be told, and why."
        })
public final class Doctor implements Callable<Integer> {
    private static final int CANNOT_BE_TOLD = 2;

    @Option(
            names = "--to",
            paramLabel = "HOST:PORT",
            description = "Where 'doctor --listen' runs: which of the 64 marks survive the way there and back.")
    private @Nullable String to;

    @Option(
            names = "--listen",
            paramLabel = "PORT",
            description = "Answer the doctor of another host; 0 takes any port.")
    private @Nullable Integer listen;

    @Option(names = "--report", paramLabel = "FILE", description = "Write a picture (.svg) or a page (.html) too.")
    private @Nullable Path report;

    @Option(names = "--json", description = "Print JSON instead of text.")
    private boolean json;

    @Option(names = "-4", description = "Ask of IPv4 only, on both kinds of sockets.")
    private boolean ipv4;

    @Option(names = "-6", description = "Ask of IPv6 only.")
    private boolean ipv6;

    private final PrintStream out = Output.standard();

    private Doctor() {}

    /**
     * Runs once and ends the JVM.
     *
     * @param args see {@code --help}
     */
    public static void main(String[] args) {
        System.exit(run(args));
    }

    static int run(String... args) {
        return new CommandLine(new Doctor())
                .setParameterExceptionHandler(Doctor::refuse)
                .setExecutionExceptionHandler((e, command, result) -> complain(e))
                .execute(args);
    }

    private static int refuse(ParameterException e, String[] args) {
        return complain(e);
    }

    private static int complain(Exception e) {
        System.err.println("doctor: " + e.getMessage());
        return CANNOT_BE_TOLD;
    }

    @Override
    public Integer call() throws Exception {
        Families families = Families.of(ipv4, ipv6);
        if (listen != null) {
            return listen(listen);
        }
        if (report != null) {
            Report.requireWritable(report);
        }
        Target target = to == null ? null : Target.parse(to);
        Result result = examine(families, target);
        print(result);
        result.troubles().forEach(trouble -> System.err.println("doctor: " + trouble));
        if (report != null) {
            Report.write(report, result);
        }
        return result.exitStatus();
    }

    private int listen(int port) throws IOException {
        try (Listener listener = Listener.open(port)) {
            out.println("listening on UDP port " + listener.port());
            out.flush();
            listener.serve();
        }
        return 0;
    }

    private static Result examine(Families families, @Nullable Target target) throws InterruptedException {
        List<String> troubles = new ArrayList<>();
        Optional<BleachingMap> map = Optional.empty();
        if (target != null) {
            try {
                map = Optional.of(Prober.ask(target, families));
            } catch (IOException e) {
                troubles.add(String.valueOf(e.getMessage()));
            }
        }
        return Result.of(Qos.diagnose(), families, map, troubles);
    }

    private void print(Result result) throws IOException {
        out.print(json ? JsonReport.of(result) : TextReport.of(result, CommandLine.Help.Ansi.AUTO.enabled()));
        out.flush();
    }
}
