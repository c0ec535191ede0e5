package io.github.qosflow.internal.windows;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.qosflow.testkit.Capture;
import io.github.qosflow.testkit.Capture.Packet;
import io.github.qosflow.testkit.Capture.Protocol;
import io.github.qosflow.testkit.WindowsJvm;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The packets of a program in the Windows JVM, captured on Linux. Runs in the Linux JVM as root.
 */
@Tag("windows-wire")
class WindowsWireTest {
    private static final List<String> CHANNELS =
            List.of("tcp-client", "tcp-server", "udp-connected", "udp-unconnected");

    @Test
    void withoutRightsEveryPacketHasTheTypesMarkAndTheProgramKnowsWhy() throws Exception {
        assertMarks("admin off", 56, "ACCESS_DENIED");
    }

    @Test
    void anAdministratorsPacketsHaveTheExactMark() throws Exception {
        assertMarks("admin on", 46, "-");
    }

    @Test
    void packetsCarryTheMarkBeforeAndAfterARestart(@TempDir Path directory) throws Exception {
        Path control = directory.resolve("control");
        try (DatagramSocket adaptive = new DatagramSocket();
                DatagramSocket plain = new DatagramSocket();
                Capture capture = Capture.start(
                        "udp dst port " + adaptive.getLocalPort() + " or udp dst port " + plain.getLocalPort())) {
            List<String> said = run(
                    Map.of("QOSFLOW_QWAVE_CONTROL", control.toString()),
                    new String[] {"-D" + Timing.WATCHDOG + "=1"},
                    RestartMain.class,
                    Integer.toString(adaptive.getLocalPort()),
                    Integer.toString(plain.getLocalPort()),
                    control.toString());

            assertEquals(2, said.stream().filter("lost 1164"::equals).count(), said::toString);
            assertEquals(2, said.stream().filter("restored CS7 (56)"::equals).count(), said::toString);
            List<Packet> packets = capture.payloadPackets();
            assertEquals(4 * RestartMain.MESSAGES, packets.size());
            assertEquals(Set.of(56), packets.stream().map(Packet::dscp).collect(Collectors.toSet()));
            System.out.println("restart: " + packets.size() / 2 + " packets captured before and as many after it, all"
                    + " with DSCP 56");
        }
    }

    private static void assertMarks(String rights, int effective, String reason) throws Exception {
        int tcp = freeTcpPort();
        int udp = freeUdpPort();
        try (Capture capture = Capture.start("(tcp port " + tcp + ") or (udp port " + udp + ")")) {
            List<String> said = run(rights, tcp, udp);

            for (String channel : CHANNELS) {
                String expected = "marking " + channel + " 46 " + effective + " " + reason;
                assertEquals(1, said.stream().filter(expected::equals).count(), said::toString);
            }
            assertPayload(capture.payloadPackets(), Protocol.TCP, effective);
            assertPayload(capture.payloadPackets(), Protocol.UDP, effective);
        }
    }

    /** Two channels of each protocol send; every packet counts, and no other mark is seen. */
    private static void assertPayload(List<Packet> packets, Protocol protocol, int dscp) {
        List<Packet> ours =
                packets.stream().filter(packet -> packet.protocol() == protocol).toList();
        assertEquals(2 * WireMain.MESSAGES, ours.size(), ours::toString);
        assertEquals(Set.of(dscp), ours.stream().map(Packet::dscp).collect(Collectors.toSet()));
        System.out.println(protocol + ": " + ours.size() + " payload packets captured, all with DSCP " + dscp);
    }

    private static List<String> run(String rights, int tcp, int udp) throws IOException, InterruptedException {
        return run(
                Map.of("QOSFLOW_QWAVE", rights),
                new String[0],
                WireMain.class,
                Integer.toString(tcp),
                Integer.toString(udp));
    }

    private static List<String> run(
            Map<String, String> environment, String[] options, Class<?> main, String... arguments)
            throws IOException, InterruptedException {
        return WindowsJvm.run(
                WindowsJvm.wine(options),
                Path.of("").toAbsolutePath(),
                environment,
                WindowsJvm.classPath(),
                main,
                arguments);
    }

    private static int freeTcpPort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private static int freeUdpPort() throws IOException {
        try (DatagramSocket socket = new DatagramSocket()) {
            return socket.getLocalPort();
        }
    }
}
