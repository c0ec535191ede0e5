package io.github.qosflow.netty.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.qosflow.netty.QosHandler;
import io.github.qosflow.testkit.Audience;
import io.github.qosflow.testkit.Capture;
import io.github.qosflow.testkit.Capture.Packet;
import io.github.qosflow.testkit.WindowsJvm;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.unix.UnixChannel;
import io.netty.resolver.AddressResolver;
import io.netty.util.concurrent.EventExecutor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The packets of a Netty program in the Windows JVM, captured on Linux. Runs in the Linux JVM as root.
 *
 * <p>The contract DLL marks sockets, not destinations: who is in a flow shows in its journal only, but a flow that is not
 * there shows here.
 */
@Tag("windows-wire")
class WindowsMediaWireTest {
    private static final int RECIPIENTS = 500;
    private static final int VOICE = 56;

    @Test
    void channelsOfAGroupAndThoseThatSendToManyAreMarkedAndNothingIsLost() throws Exception {
        try (Audience audience = Audience.of("127.0.0.1", RECIPIENTS);
                Capture capture = Capture.start("udp and src host 127.0.0.1 and greater 100")) {
            List<String> said = run(audience);
            List<Packet> packets = capture.packets();

            assertEquals(Collections.nCopies(WindowsMediaMain.MESSAGES, VOICE), marks(packets, said, "rtp"));
            assertEquals(Collections.nCopies(WindowsMediaMain.MESSAGES, VOICE), marks(packets, said, "rtcp"));
            assertMarked(marks(packets, said, "few-places"), 1 + RECIPIENTS);
            assertMarked(marks(packets, said, "a-place-for-each"), 1 + 2 * RECIPIENTS);
            assertEquals(2 * WindowsMediaMain.MESSAGES + 2 + 3 * RECIPIENTS, audience.received());
        }
    }

    /** But for the first one, which comes before the flow, and what leaves just while a flow is made anew. */
    private static void assertMarked(List<Integer> marks, int packets) {
        long marked = marks.stream().filter(mark -> mark == VOICE).count();
        System.out.println(marked + " of " + marks.size() + " packets from the Windows JVM carry the mark");
        assertEquals(packets, marks.size());
        assertTrue(marked >= packets * 99 / 100, marked + " of " + packets);
    }

    /** The marks of the packets that the program says are from this channel. */
    private static List<Integer> marks(List<Packet> packets, List<String> said, String channel) {
        String start = "from " + channel + " ";
        int port = said.stream()
                .filter(line -> line.startsWith(start))
                .mapToInt(line -> Integer.parseInt(line.substring(start.length())))
                .findFirst()
                .orElseThrow(() -> new AssertionError(said.toString()));
        return packets.stream()
                .filter(packet -> packet.sourcePort() == port)
                .map(Packet::dscp)
                .toList();
    }

    private static List<String> run(Audience audience) throws IOException, InterruptedException {
        return WindowsJvm.run(
                WindowsJvm.wine(),
                Path.of("").toAbsolutePath(),
                Map.of(),
                WindowsJvm.classPathWith(
                        WindowsMediaMain.class,
                        QosHandler.class,
                        Channel.class,
                        ByteBuf.class,
                        AddressResolver.class,
                        UnixChannel.class,
                        EventExecutor.class),
                WindowsMediaMain.class,
                audience.addresses().stream()
                        .map(address -> Integer.toString(address.getPort()))
                        .toArray(String[]::new));
    }
}
