package io.github.qosflow.netty;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.qosflow.FlowSpec;
import io.github.qosflow.Qos;
import io.github.qosflow.QosException;
import io.github.qosflow.QosException.Reason;
import io.github.qosflow.QosSubsystem;
import io.github.qosflow.TrafficType;
import io.github.qosflow.netty.QosFlowEvent.Failed;
import io.github.qosflow.testkit.Audience;
import io.github.qosflow.testkit.ContractDll;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.DatagramPacket;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** One channel sends to 500 recipients, of whom QOS2 is to know 64 at a time. */
@Tag("windows")
class RecipientsOnWindowsTest {
    private static final int RECIPIENTS = 500;
    private static final int MAX = 64;
    private static final int ROUNDS = 3;

    @RegisterExtension
    final ContractDll dll = new ContractDll();

    private final Loopback net = new NioLoopback();
    private final EventLog log = new EventLog();
    private final Departures departures = new Departures();
    private QosSubsystem qos;
    private Audience audience;

    @BeforeEach
    void open() throws Exception {
        qos = Qos.open();
        audience = Audience.of("127.0.0.1", RECIPIENTS);
    }

    @AfterEach
    void close() throws Exception {
        net.close();
        audience.close();
        qos.close();
    }

    /** One after the other. The event loop waits 10 ms for QOS2 and not longer, which a busy machine may need now and then. */
    @Test
    void eachOfManyRecipientsIsInTheFlowBeforeItsDatagramLeavesAndNoneIsLost() {
        Channel sender = sender(StandardProtocolFamily.INET, MAX);
        for (int round = 1; round <= ROUNDS; round++) {
            for (InetSocketAddress to : audience.addresses()) {
                send(sender, List.of(to));
                qos.callAsync(() -> null).join(); // whatever QOS2 was asked for is done
            }
            audience.awaitEach(round);
        }

        FlowJournal journal = journal();
        report("one by one");
        long unmarked = departures.unmarked();
        assertTrue(unmarked < ROUNDS * RECIPIENTS / 10, unmarked + " left before they had joined");
        assertEquals(1, journal.mostFlows());
        assertTrue(journal.mostMembers() <= MAX, journal.mostMembers() + " members");
        assertEndsWith(sender);
    }

    /** QOS2 is asked some 1000 times in one go, for which no event loop is held. */
    @Test
    void inOneGoNoDatagramIsLostAndNoMoreRecipientsAreInTheFlowThanMayBe() {
        Channel sender = sender(StandardProtocolFamily.INET, MAX);
        for (int round = 1; round <= ROUNDS; round++) {
            send(sender, audience.addresses());
            audience.awaitEach(round);
        }

        FlowJournal journal = journal();
        report("in one go");
        assertEquals(1, journal.mostFlows());
        assertTrue(journal.mostMembers() <= MAX, journal.mostMembers() + " members");
        assertEndsWith(sender);
    }

    @Test
    void whereAllHaveAPlaceEachJoinsOnceAndEveryDatagramAfterThatIsMarked() {
        Channel sender = sender(StandardProtocolFamily.INET, QosDatagramHandler.DEFAULT_MAX_DESTINATIONS);
        send(sender, audience.addresses());
        await().until(() -> journal().members() == RECIPIENTS);
        report("that all have a place");
        departures.sent.clear();

        send(sender, audience.addresses());
        send(sender, audience.addresses());

        audience.awaitEach(3);
        assertEquals(0, departures.unmarked());
        assertEquals(RECIPIENTS, dll.journal("QOSAddSocketToFlow").size());
        assertEndsWith(sender);
    }

    @Test
    void aRestartInBetweenLosesNoDatagramAndAllAreInTheFlowAgain() {
        Channel sender = sender(StandardProtocolFamily.INET, QosDatagramHandler.DEFAULT_MAX_DESTINATIONS);
        List<InetSocketAddress> all = audience.addresses();
        send(sender, all.subList(0, RECIPIENTS / 2));
        await().until(() -> journal().members() == RECIPIENTS / 2);
        dll.fail("QOSAddSocketToFlow", 1164);
        send(sender, all.subList(RECIPIENTS / 2, RECIPIENTS));
        audience.awaitEach(1);
        await().until(() -> dll.flowCount() == 1);

        await().atMost(Duration.ofSeconds(10))
                .pollInterval(Duration.ofMillis(500))
                .until(() -> {
                    send(sender, all);
                    return journal().members() == RECIPIENTS;
                });
        report("with a restart amid them");
        assertEquals(1, journal().flows());
        assertTrue(log.names().contains("Restored"), log.names()::toString);
        assertEndsWith(sender);
    }

    @Test
    void anIpv4RecipientOfADualStackChannelIsRefusedOnceWithAHintAndItsDatagramsArrive() {
        Channel sender = sender(null, MAX);
        send(sender, audience.addresses());
        send(sender, audience.addresses());
        audience.awaitEach(2);

        await().until(() -> !failures().isEmpty());
        QosException cause = failures().get(0).cause();
        assertEquals(Reason.INVALID_PARAMETER, cause.reason());
        assertTrue(cause.hint().contains("INET"), cause.hint());
        qos.callAsync(() -> true).join();
        sender.close().syncUninterruptibly();
        assertEquals(1, failures().size(), log.names()::toString);
        assertEquals(0, dll.flowCount());
    }

    private List<Failed> failures() {
        return log.events().stream()
                .filter(Failed.class::isInstance)
                .map(Failed.class::cast)
                .toList();
    }

    private Channel sender(@Nullable StandardProtocolFamily family, int max) {
        QosDatagramHandler handler = QosDatagramHandler.builder()
                .spec(FlowSpec.of(TrafficType.VOICE))
                .subsystem(qos)
                .maxDestinations(max)
                .build();
        return net.datagram(family, departures, handler, log)
                .bind(Loopback.here())
                .syncUninterruptibly()
                .channel();
    }

    /** All in one go, as a conference bridge does for each of its frames. */
    private static void send(Channel sender, List<InetSocketAddress> recipients) {
        sender.eventLoop()
                .submit(() -> {
                    recipients.forEach(
                            to -> sender.write(new DatagramPacket(Unpooled.wrappedBuffer(new byte[160]), to)));
                    sender.flush();
                })
                .syncUninterruptibly();
    }

    private FlowJournal journal() {
        return FlowJournal.of(dll.journal());
    }

    private void assertEndsWith(Channel sender) {
        sender.close().syncUninterruptibly();
        await().until(() -> dll.flowCount() == 0);
    }

    private void report(String how) {
        System.out.println("to " + RECIPIENTS + " recipients " + how + ": " + departures.unmarked() + " of "
                + departures.count() + " datagrams left before their recipient was in the flow, "
                + journal().mostMembers() + " members at most, "
                + dll.journal("QOSAddSocketToFlow").size() + " times QOSAddSocketToFlow");
    }

    /** Between the handler and the wire: who was sent to at which point of the journal. */
    private final class Departures extends ChannelOutboundHandlerAdapter {
        private final List<InetSocketAddress> written = new ArrayList<>();
        private final Map<Integer, List<InetSocketAddress>> sent = new LinkedHashMap<>();

        @Override
        public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
            written.add(((DatagramPacket) message).recipient());
            ctx.write(message, promise);
        }

        @Override
        public void flush(ChannelHandlerContext ctx) {
            sent.computeIfAbsent(dll.journalLength(), at -> new ArrayList<>()).addAll(written);
            written.clear();
            ctx.flush();
        }

        int count() {
            return sent.values().stream().mapToInt(List::size).sum();
        }

        /** How many were sent to while they were not in the flow. */
        long unmarked() {
            List<String> lines = dll.journal();
            FlowJournal journal = new FlowJournal();
            long unmarked = 0;
            int line = 0;
            int at = 0;
            for (Map.Entry<Integer, List<InetSocketAddress>> flush : sent.entrySet()) {
                for (; at < flush.getKey(); line++) {
                    journal.read(lines.get(line));
                    at += lines.get(line).length() + 1;
                }
                unmarked += flush.getValue().stream()
                        .filter(to -> !journal.contains("127.0.0.1:" + to.getPort()))
                        .count();
            }
            return unmarked;
        }
    }
}
