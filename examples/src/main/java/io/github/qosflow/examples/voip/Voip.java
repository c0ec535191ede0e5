package io.github.qosflow.examples.voip;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** The command that runs the server until it is told to end. */
@Command(
        name = "./demo --serve",
        description = "A SIP registrar and proxy with a media relay, whose packets are marked.",
        mixinStandardHelpOptions = true,
        usageHelpWidth = 100,
        sortOptions = false)
public final class Voip implements Callable<Integer> {
    @Mixin
    private final Options options = new Options();

    /**
     * Runs until SIGTERM, after which the JVM ends with 143 as it always does; exit status 2 if an option is wrong or the server could
     * not start.
     *
     * @param arguments see {@code --help}
     */
    public static void main(String... arguments) {
        System.setProperty("io.lettuce.core.iouring", "false"); // two native transports make Lettuce log a warning
        System.exit(commandLine().execute(arguments));
    }

    /**
     * Options as the command reads them.
     *
     * @param arguments see {@code --help}
     * @return the options
     * @throws CommandLine.ParameterException if one cannot be read
     */
    public static Options options(String... arguments) {
        Voip command = new Voip();
        new CommandLine(command).parseArgs(arguments);
        return command.options;
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
        VoipServer server = VoipServer.start(options);
        System.out.println("ready " + server.describe());
        System.out.flush();
        Thread hook = new Thread(() -> server.stop(Duration.ofSeconds(options.drain)), "voip-stop");
        Runtime.getRuntime().addShutdownHook(hook);
        new CountDownLatch(1).await(); // for ever: the JVM ends when the hook has
        return CommandLine.ExitCode.OK;
    }
}
