package io.github.qosflow.examples.voip.phone;

import com.sun.jna.Platform;
import io.github.qosflow.Marking;
import io.github.qosflow.QosFlow;
import io.github.qosflow.examples.text.Output;
import io.github.qosflow.examples.voip.Options;
import io.github.qosflow.examples.voip.Voip;
import io.github.qosflow.examples.voip.VoipServer;
import io.github.qosflow.examples.voip.media.MediaLeg;
import io.github.qosflow.examples.voip.media.Side;
import io.github.qosflow.examples.voip.sip.Transport;
import java.io.PrintStream;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Starts the telephone server on this machine and lets two phones call each other through it. Exit status 0: every packet it sent
 * them was seen with its mark, and both heard the other one. Where packets cannot be seen, 0 says that the audio has flows.
 */
public final class CallDemo {
    private static final Duration TALK = Duration.ofSeconds(10);
    private static final int FAILED = 1;
    private static final int NOT_STARTED = 2;

    private CallDemo() {}

    /**
     * Runs once and ends the JVM.
     *
     * @param arguments {@code --own-phones}, or none to use baresip if it is there
     */
    public static void main(String... arguments) {
        boolean real = Baresip.isThere() && !List.of(arguments).contains("--own-phones");
        PrintStream out = Output.standard();
        int status = run(out, real);
        out.flush();
        System.exit(status);
    }

    private static int run(PrintStream out, boolean real) {
        try {
            VoipServer server = VoipServer.start(options());
            try {
                out.println("A call through a telephone server: " + server.describe());
                return call(out, server, real);
            } finally {
                server.stop(Duration.ZERO);
            }
        } catch (Exception e) {
            out.println("The server could not be started: " + e.getMessage());
            return NOT_STARTED;
        }
    }

    /** Loopback, any ports. */
    static Options options(String... more) {
        return Voip.options(
                Stream.concat(Stream.of("--bind", "127.0.0.1", "--sip-port", "0", "--http", "0"), Stream.of(more))
                        .toArray(String[]::new));
    }

    private static int call(PrintStream out, VoipServer server, boolean real) {
        out.println((real ? "Two processes of baresip" : "Two phones of this program") + " talk for " + TALK.toSeconds()
                + " s.");
        out.flush();
        try (Conversation conversation = real ? new RealPhones(sip(server)) : new OwnPhones(sip(server))) {
            CallReport report = report(server, conversation, TALK);
            out.print(Platform.isWindows() ? report.text("ok", "no") : report.text("✓", "✗"));
            if (real && report.place().isEmpty()) {
                out.println("To capture packets takes rights (CAP_NET_RAW); --own-phones see theirs without.");
            }
            return report.exitStatus();
        } catch (Exception e) {
            out.println("The call failed: " + (e.getMessage() == null ? e : e.getMessage()));
            // another baresip than the one this was written for may not do
            return real ? call(out, server, false) : FAILED;
        }
    }

    private static InetSocketAddress sip(VoipServer server) {
        return server.listening(Transport.UDP).get(0);
    }

    static CallReport report(VoipServer server, Conversation conversation, Duration talk) throws Exception {
        conversation.begin();
        Thread.sleep(talk.toMillis());
        Map<String, Marking> flows = flows(server);
        conversation.end();
        return new CallReport(conversation.ends(), conversation.place(), flows);
    }

    private static Map<String, Marking> flows(VoipServer server) {
        Map<String, Marking> flows = new HashMap<>();
        server.calls().stream()
                .flatMap(call -> call.legs().stream())
                .forEach((MediaLeg leg) -> leg.flow()
                        .map(QosFlow::marking)
                        .ifPresent(marking -> flows.put(leg.side() == Side.CALLER ? "caller" : "callee", marking)));
        return flows;
    }
}
