package io.github.qosflow.examples.voip.phone;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.qosflow.examples.voip.phone.Conversation.End;
import io.github.qosflow.examples.voip.web.FlowView;
import io.github.qosflow.examples.voip.web.ServerView;
import io.github.qosflow.testkit.Capture;
import io.github.qosflow.testkit.Capture.Packet;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Calls through the telephone server in the Windows JVM between phones in the Linux JVM: all that the server sends, captured. Runs in
 * the Linux JVM as root.
 *
 * <p>The contract DLL marks sockets, not destinations: that each place a packet goes to is in a flow is read in its journal.
 */
@Tag("windows-wire")
class WindowsServerWireTest {
    /** RTP that each side hears before it hangs up: two seconds, in which RTCP comes twice. */
    private static final int HEARD = 100;

    private static final int REPORTS = 2;
    /** Two answers to REGISTER; 100, INVITE, 180, 200, ACK; BYE, 200. More if something is repeated. */
    private static final int MESSAGES = 9;

    @TempDir
    private Path folder;

    @Test
    void withoutRightsTheMarksAreThoseThatQos2GivesToTheTrafficTypes() throws Exception {
        assertMarked("admin off", "CS7 (56)", "CS7 (56)");
    }

    @Test
    void anAdministratorsServerMarksSignalingCs5AndAudioEf() throws Exception {
        assertMarked("admin on", "CS5 (40)", "EF (46)");
    }

    @Test
    void aServerWithoutQosMarksNothing() throws Exception {
        try (WindowsServer server = new WindowsServer(folder, "admin on", "--no-qos");
                Capture capture = capture(server)) {
            talk(server);
            List<Packet> packets = capture.packets();

            assertEquals(Set.of(0), Set.copyOf(marks(packets)));
            assertTrue(packets.size() >= MESSAGES + 2 * (HEARD + REPORTS), () -> packets.size() + " packets");
            System.out.println("server with --no-qos: " + packets.size() + " packets captured, all with DSCP 0");
            assertEnded(server);
            assertEquals(List.of(), server.journal());
        }
    }

    /** Its flow is adaptive, and such a flow has the type's mark, an administrator's too. */
    @Test
    void aConnectionOverTcpCarriesTheMarkAndAudioForNobodyDisturbsNoCall() throws Exception {
        try (WindowsServer server = new WindowsServer(folder, "admin on");
                Capture capture = Capture.start("tcp src port " + server.sip().getPort());
                Phone bob = new Phone("bob", server.sip());
                TcpPhone alice = new TcpPhone("alice", server.sip())) {
            alice.register();
            bob.register().get(10, SECONDS);
            awaitMark(server, "connection of " + alice.address(), "CS7 (56)");
            int before = capture.payloadPackets().size();
            Dialog call = alice.call(bob.user());
            await().atMost(20, SECONDS)
                    .until(() -> server.view().calls().stream()
                            .flatMap(there -> there.flows().stream())
                            .anyMatch(flow -> flow.name().equals("audio to caller") && flow.packets() >= HEARD));
            alice.hangUp(call);
            bob.ended().get(10, SECONDS);

            List<Packet> all = capture.payloadPackets();
            List<Packet> packets = all.subList(before, all.size());
            assertEquals(Set.of(56), Set.copyOf(marks(packets)));
            assertTrue(packets.size() >= 3, () -> packets.size() + " packets"); // 100 and 180 may go in one
            System.out.println("server over TCP: " + packets.size() + " payload packets captured, all with DSCP 56; "
                    + before + " came before it had a flow");
            assertEnded(server);
        }
    }

    private void assertMarked(String rights, String signaling, String audio) throws Exception {
        try (WindowsServer server = new WindowsServer(folder, rights);
                Capture capture = capture(server);
                Phone first = new Phone("carol", server.sip())) {
            first.register().get(10, SECONDS);
            awaitMark(server, "udp 127.0.0.1:" + server.sip().getPort(), signaling);
            int before = capture.packets().size();
            ServerView view = talk(server);

            List<FlowView> legs = view.calls().get(0).flows();
            assertEquals(
                    List.of(audio, audio),
                    legs.stream().map(FlowView::effective).toList());
            List<Packet> packets = capture.packets();
            assertSignaling(packets, before, server, number(signaling));
            assertMedia(packets, server, number(audio));
            assertEnded(server);
            assertAllJoined(packets, server.journal());
        }
    }

    private static void awaitMark(WindowsServer server, String channel, String mark) {
        await().atMost(20, SECONDS)
                .until(() -> server.view().connections().stream()
                        .anyMatch(flow ->
                                flow.name().equals(channel) && flow.effective().equals(mark)));
    }

    private static int number(String mark) {
        return Integer.parseInt(mark.replaceAll(".*\\(|\\)", ""));
    }

    private static Capture capture(WindowsServer server) throws IOException {
        return Capture.start("udp and src host 127.0.0.1 and (src port "
                + server.sip().getPort() + " or src portrange " + WindowsServer.MEDIA_PORTS + ")");
    }

    /** {@return what the page showed while the phones talked} */
    private static ServerView talk(WindowsServer server) throws Exception {
        try (OwnPhones phones = new OwnPhones(server.sip())) {
            phones.begin();
            await().atMost(20, SECONDS).until(() -> phones.ends().stream().allMatch(WindowsServerWireTest::heard));
            ServerView view = server.view();
            phones.end();
            assertTrue(
                    phones.ends().stream().allMatch(End::hearsWell),
                    () -> phones.ends().toString());
            return view;
        }
    }

    private static boolean heard(End end) {
        return end.heard().packets() >= HEARD && end.received().control().packets() >= REPORTS;
    }

    /** The very first call of QOS2 loads classes, for which no packet waits: what was sent before the page told of the flow may lack it. */
    private static void assertSignaling(List<Packet> packets, int before, WindowsServer server, int mark) {
        List<Integer> marks = marks(packets.subList(before, packets.size()).stream()
                .filter(packet -> packet.sourcePort() == server.sip().getPort())
                .toList());
        assertEquals(Set.of(mark), Set.copyOf(marks));
        assertTrue(marks.size() >= MESSAGES, () -> marks.size() + " messages");
        System.out.println("server: " + marks.size() + " SIP messages captured, all with DSCP " + mark + "; the "
                + before + " before the flow was there had " + marks(packets.subList(0, before)));
    }

    /** QOS2 has some 10 ms for a new leg; if it is slower, the first packet leaves without waiting any longer. */
    private static void assertMedia(List<Packet> packets, WindowsServer server, int mark) {
        Map<Integer, List<Packet>> sockets = packets.stream()
                .filter(packet -> packet.sourcePort() != server.sip().getPort())
                .collect(Collectors.groupingBy(Packet::sourcePort));
        assertEquals(4, sockets.size(), sockets.keySet()::toString); // RTP and RTCP to each side
        sockets.forEach((port, sent) -> {
            assertTrue(sent.size() >= (port % 2 == 0 ? HEARD : REPORTS), () -> port + " sent " + sent.size());
            assertEquals(Set.of(mark), Set.copyOf(marks(sent.subList(1, sent.size()))));
        });
        long marked = sockets.values().stream()
                .flatMap(Collection::stream)
                .filter(packet -> packet.dscp() == mark)
                .count();
        long media = sockets.values().stream().mapToLong(List::size).sum();
        System.out.println("server: " + marked + " of " + media + " RTP and RTCP packets captured have DSCP " + mark);
    }

    private static void assertAllJoined(List<Packet> packets, List<String> journal) {
        Set<String> joined = journal.stream()
                .filter(line -> line.startsWith("QOSAddSocketToFlow") && line.contains("-> ok"))
                .map(line -> line.replaceAll(".* dest=(\\S+) .*", "$1"))
                .collect(Collectors.toSet());
        assertEquals(
                packets.stream()
                        .map(packet -> "127.0.0.1:" + packet.destinationPort())
                        .collect(Collectors.toSet()),
                joined);
        assertEquals(
                List.of(),
                journal.stream().filter(line -> line.startsWith("VIOLATION")).toList());
    }

    private static List<Integer> marks(List<Packet> packets) {
        return packets.stream().map(Packet::dscp).toList();
    }

    /** Quietly: a flow or a thread that would not end would be complained of. */
    private static void assertEnded(WindowsServer server) throws Exception {
        assertEquals("", server.stop());
        assertEquals(VoipUntilTold.TOLD, server.exitStatus());
    }
}
