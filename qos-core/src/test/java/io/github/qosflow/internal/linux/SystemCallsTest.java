package io.github.qosflow.internal.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.qosflow.Dscp;
import io.github.qosflow.FlowSpec;
import io.github.qosflow.NativeSocket;
import io.github.qosflow.Qos;
import io.github.qosflow.QosFlow;
import io.github.qosflow.QosSubsystem;
import io.github.qosflow.TrafficType;
import java.io.IOException;
import java.net.ProtocolFamily;
import java.net.StandardProtocolFamily;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Counts the system calls of attach and detach with strace: those of the write sequence and its saving, no other. */
@Tag("wire")
class SystemCallsTest {
    private static final Pattern CALL =
            Pattern.compile("([gs])etsockopt\\((-?\\d+), \\w+, (?:\\w+ /\\* )?([A-Z0-9_]+)");

    @TempDir
    private Path folder;

    @Test
    void ofADualStackDatagramSocket() throws Exception {
        assertEquals(
                List.of(
                        "get SO_COOKIE, get SO_DOMAIN, get IP_TOS, get IPV6_TCLASS, get SO_PRIORITY, "
                                + "set IPV6_TCLASS, set IP_TOS, set SO_PRIORITY",
                        "get SO_COOKIE, get TCP_INFO, set IPV6_TCLASS, set IP_TOS, set SO_PRIORITY"),
                callsOf("INET6"));
    }

    @Test
    void ofAnIpv4DatagramSocket() throws Exception {
        assertEquals(
                List.of(
                        "get SO_COOKIE, get SO_DOMAIN, get IP_TOS, get SO_PRIORITY, set IP_TOS, set SO_PRIORITY",
                        "get SO_COOKIE, get TCP_INFO, set IP_TOS, set SO_PRIORITY"),
                callsOf("INET"));
    }

    @Test
    void ofASocketClosedMeanwhileOnlyItsIdentityIsAskedFor() throws Exception {
        assertEquals("get SO_COOKIE", callsOf("closed").get(1));
    }

    private List<String> callsOf(String argument) throws IOException, InterruptedException {
        Path trace = folder.resolve("trace");
        Path output = folder.resolve("output");
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        Process process = new ProcessBuilder(List.of(
                        "strace",
                        "-f",
                        "-o",
                        trace.toString(),
                        "-e",
                        "trace=getsockopt,setsockopt",
                        java,
                        "-cp",
                        System.getProperty("java.class.path"),
                        Attach.class.getName(),
                        argument))
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        assertEquals(true, process.waitFor(60, TimeUnit.SECONDS), "strace ended in time");
        assertEquals(0, process.exitValue(), Files.readString(output));
        return betweenMarkers(Files.readAllLines(trace));
    }

    /** What stands between the first marker and the second, and between the second and the third. */
    private static List<String> betweenMarkers(List<String> lines) {
        List<List<String>> parts = new ArrayList<>();
        for (String line : lines) {
            Matcher call = CALL.matcher(line);
            if (!call.find()) {
                continue;
            }
            if (Integer.parseInt(call.group(2)) == Attach.MARKER) {
                parts.add(new ArrayList<>());
            } else if (!parts.isEmpty()) {
                parts.get(parts.size() - 1).add(call.group(1) + "et " + call.group(3));
            }
        }
        assertEquals(3, parts.size(), "markers in the trace");
        return List.of(String.join(", ", parts.get(0)), String.join(", ", parts.get(1)));
    }

    /** What is traced: one attach and one detach, each behind a call on a descriptor that does not exist. */
    static final class Attach {
        static final int MARKER = 987_654;

        private Attach() {}

        public static void main(String[] arguments) throws IOException {
            boolean closed = arguments[0].equals("closed");
            ProtocolFamily family = closed ? StandardProtocolFamily.INET : StandardProtocolFamily.valueOf(arguments[0]);
            FlowSpec voice = FlowSpec.builder(TrafficType.VOICE).dscp(Dscp.EF).build();
            DatagramChannel channel = DatagramChannel.open(family);
            try (QosSubsystem qos = Qos.open();
                    SocketChannel warmUp = SocketChannel.open()) {
                qos.createFlow(voice, NativeSocket.of(warmUp)).close();
                mark();
                QosFlow flow = qos.createFlow(voice, NativeSocket.of(channel));
                if (closed) {
                    channel.close();
                }
                mark();
                flow.close();
                mark();
            }
        }

        private static void mark() {
            Kernel.c().getsockopt(MARKER, LibC.SOL_SOCKET, LibC.SO_COOKIE, new byte[8], new int[] {8});
        }
    }
}
