package io.github.qosflow.examples.bottleneck;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;

/** The programs that {@code ./bottleneck} runs, each in its network namespace. */
public final class Bottleneck {
    /** Kept, or its level would be forgotten: Netty warns of things that do not matter here, a missing MAC address. */
    private static final Logger NETTY = Logger.getLogger("io.netty");

    private Bottleneck() {}

    /**
     * Runs one of them.
     *
     * @param args its name, then: {@code hear SCENARIO PACKETS}; {@code speak SCENARIO ADDRESS PACKETS}; {@code fill
     *     SCENARIO ADDRESS SECONDS}; {@code drain SECONDS}; {@code report RESULTS}, with {@code PAGE PLOT} to write
     * @throws Exception if it cannot; the launcher shows it
     */
    public static void main(String[] args) throws Exception {
        NETTY.setLevel(Level.SEVERE);
        switch (args[0]) {
            case "hear" -> new VoiceReceiver(Scenario.parse(args[1]), Integer.parseInt(args[2])).run();
            case "speak" ->
                new VoiceSender(
                                Scenario.parse(args[1]).mark(),
                                new InetSocketAddress(args[2], VoicePacket.PORT),
                                Integer.parseInt(args[3]))
                        .run();
            case "fill" ->
                new BulkSender(
                                Scenario.parse(args[1]).bulk(),
                                new InetSocketAddress(args[2], BulkReceiver.PORT),
                                seconds(args[3]))
                        .run();
            case "drain" -> new BulkReceiver(seconds(args[1])).run();
            case "report" ->
                System.exit(Report.of(Path.of(args[1])).publish(List.of(args).subList(2, args.length)));
            default -> throw new IllegalArgumentException("no program named " + args[0]);
        }
    }

    /** Tells the script, which waits for it. */
    static void ready() {
        System.out.println("ready");
    }

    private static Duration seconds(String text) {
        return Duration.ofSeconds(Long.parseLong(text));
    }
}
