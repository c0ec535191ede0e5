package io.github.qosflow.containers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.qosflow.Dscp;
import io.github.qosflow.testkit.Capture;
import io.github.qosflow.testkit.Capture.Packet;
import io.github.qosflow.testkit.Capture.Protocol;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.testcontainers.containers.Network;
import org.testcontainers.containers.startupcheck.OneShotStartupCheckStrategy;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.containers.wait.strategy.WaitAllStrategy;

/**
 * What arrives at another machine when a program without any right marks its channels by {@code addLast(new
 * QosHandler(…))}: a sender and a receiver in two containers, judged by the receiver's own capture.
 */
@NeedsDocker
class MarkingBetweenContainersTest {
    private static final String CAPTURE_FILE = "/tmp/capture.pcap";
    private static final int EPERM = 1;

    private static Network network;
    private static String said;
    private static Map<Integer, Report> reports;
    private static List<Packet> captured;

    @BeforeAll
    static void sendEverythingOnce() {
        network = DualStack.network();
        try (Machine receiver = receiver();
                Machine sender = new Machine(network).unprivileged()) {
            receiver.start();
            said = output(sender, receiver);
            reports = Report.parse(said).stream().collect(Collectors.toMap(Report::port, Function.identity()));
            captured = Awaitility.await("the last datagram is captured")
                    .until(() -> packets(receiver), MarkingBetweenContainersTest::isComplete);
        }
    }

    @AfterAll
    static void removeNetwork() {
        network.close();
    }

    /** tcpdump stays root: it has no other user in a container, and its file must be open before it tells it listens. */
    private static Machine receiver() {
        Machine machine = new Machine(network);
        String capture = "tcpdump -Z root -i eth0 -s 128 -U --immediate-mode -w " + CAPTURE_FILE + " 'tcp or udp' & ";
        machine.withCommand("sh", "-c", capture + "exec " + String.join(" ", machine.java(Echo.class)))
                .waitingFor(new WaitAllStrategy()
                        .withStrategy(Wait.forLogMessage(".*listening on eth0.*\\n", 1))
                        .withStrategy(Wait.forLogMessage(".*" + Echo.READY + ".*\\n", 1))
                        .withStartupTimeout(Machine.PATIENCE));
        return machine;
    }

    private static String output(Machine sender, Machine receiver) {
        sender.withCommand(sender.java(Sender.class, receiver.ipv4(), receiver.ipv6())
                        .toArray(String[]::new))
                .withStartupCheckStrategy(new OneShotStartupCheckStrategy().withTimeout(Machine.PATIENCE))
                .start();
        return sender.getLogs();
    }

    private static List<Packet> packets(Machine receiver) {
        return receiver.copyFileFromContainer(CAPTURE_FILE, Capture::read);
    }

    private static boolean isComplete(List<Packet> packets) {
        return packets.stream()
                .anyMatch(packet -> packet.protocol() == Protocol.UDP && packet.sourcePort() == Sender.LAST_PORT);
    }

    static List<Case> channels() {
        return Case.all();
    }

    @ParameterizedTest
    @MethodSource("channels")
    void everyPacketOfAChannelArrivesWithItsMark(Case channel) {
        List<Packet> packets = captured.stream().filter(channel::sent).toList();
        assertEquals(
                Sender.MESSAGES, packets.stream().filter(Packet::hasPayload).count());
        assertEquals(Set.of(channel.wish().dscp()), distinct(packets, Packet::dscp));
        assertEquals(Set.of(channel.family().ipVersion()), distinct(packets, Packet::ipVersion));
        assertEquals(channel.protocol() == Protocol.TCP, packets.get(0).isSyn(), "the handshake is among them");
    }

    @ParameterizedTest
    @MethodSource("channels")
    void theFlowSaysThatItHasAllItAskedFor(Case channel) {
        Wish wish = channel.wish();
        String marking = wish == Wish.NOTHING ? Report.NO_FLOW : new Dscp(wish.dscp()).toString();
        assertEquals(new Report(channel.port(), wish.priority(), marking), reports.get(channel.port()));
    }

    @Test
    void whatTheReceiverSendsBackIsUnmarked() {
        List<Packet> answers = captured.stream()
                .filter(packet -> packet.sourcePort() == Echo.PORT)
                .toList();
        assertTrue(answers.size() >= Case.all().size() * Sender.MESSAGES);
        assertEquals(Set.of(0), distinct(answers, Packet::dscp));
    }

    @Test
    void thePrioritiesTheLibraryUsesNeedNoRightAndTheNextOneDoes() {
        List<String> lines =
                said.lines().filter(line -> line.startsWith("SO_PRIORITY")).toList();
        List<String> expected = IntStream.rangeClosed(0, Priorities.HIGHEST)
                .mapToObj(priority -> Priorities.line(priority, priority == Priorities.HIGHEST ? EPERM : 0))
                .toList();
        assertEquals(expected, lines);
    }

    @Test
    void theSenderHadNoRightAtAll() {
        assertEquals(List.of("65534", "65534", "65534", "65534"), right("Uid"));
        assertEquals(List.of("0000000000000000"), right("CapEff"));
        assertEquals(List.of("0000000000000000"), right("CapBnd"));
        assertEquals(List.of("1"), right("NoNewPrivs"));
    }

    private static List<String> right(String name) {
        String start = Sender.RIGHTS + name + ":";
        return said.lines()
                .filter(line -> line.startsWith(start))
                .flatMap(line ->
                        Arrays.stream(line.substring(start.length()).trim().split("\\s+")))
                .toList();
    }

    private static Set<Integer> distinct(List<Packet> packets, Function<Packet, Integer> what) {
        return packets.stream().map(what).collect(Collectors.toSet());
    }
}
