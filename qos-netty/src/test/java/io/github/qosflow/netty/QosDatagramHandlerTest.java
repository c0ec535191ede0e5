package io.github.qosflow.netty;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.qosflow.FlowSpec;
import io.github.qosflow.NativeSocket;
import io.github.qosflow.QosCapability;
import io.github.qosflow.QosException;
import io.github.qosflow.QosException.Reason;
import io.github.qosflow.QosSubsystem;
import io.github.qosflow.TrafficType;
import io.github.qosflow.netty.QosFlowEvent.Failed;
import io.github.qosflow.testing.InMemoryQos;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.socket.DatagramPacket;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** One channel, many peers, on a system that marks by destination, as Windows does. */
class QosDatagramHandlerTest {
    private static final FlowSpec VOICE = FlowSpec.of(TrafficType.VOICE);

    private InMemoryQos qos = new InMemoryQos();
    private final EventLog log = new EventLog();

    @Test
    void aNewRecipientJoinsBeforeItsFirstDatagramLeaves() {
        List<String> order = new ArrayList<>();
        ChannelOutboundHandlerAdapter wire = new ChannelOutboundHandlerAdapter() {
            @Override
            public void flush(ChannelHandlerContext ctx) {
                order.addAll(qos.calls());
                ctx.flush();
            }
        };
        EmbeddedChannel channel = channel(wire, handler(), log);
        assertEquals(List.of(), qos.calls());

        channel.writeOutbound(to(1));

        assertEquals(List.of("createFlow(VOICE, socket 7, " + address(1) + ")"), order);
        assertEquals(List.of("active", "Attached"), log.names());
        assertEquals(1, QosHandler.flow(channel).orElseThrow().id());
    }

    @Test
    void newcomersJoinTogetherWhenTheChannelIsFlushedAndOnlyOnce() {
        EmbeddedChannel channel = channel(handler());
        channel.write(to(1));
        channel.write(to(2));
        channel.write(to(1));
        assertEquals(List.of(), qos.calls());

        channel.flush();
        channel.writeOutbound(to(1), to(2));

        assertEquals(
                List.of("createFlow(VOICE, socket 7, " + address(1) + ")", "flow 1.add(socket 7, " + address(2) + ")"),
                qos.calls());
        assertEquals(5, channel.outboundMessages().size());
    }

    @Test
    void whoWasNotSentToForLongLeavesBeforeOthersComeAndNoDatagramIsLost() {
        EmbeddedChannel channel = channel(builder().maxDestinations(4).build());
        for (int i = 1; i <= 4; i++) {
            channel.writeOutbound(to(i));
        }
        channel.writeOutbound(to(5));

        List<String> calls = qos.calls();
        assertEquals("flow 1.remove(socket 7, [" + address(1) + ", " + address(2) + "])", calls.get(4));
        assertEquals("flow 1.add(socket 7, " + address(5) + ")", calls.get(5));
        channel.writeOutbound(to(1));
        assertEquals("flow 1.add(socket 7, " + address(1) + ")", qos.calls().get(6));
        assertEquals(6, channel.outboundMessages().size());
        assertEquals(1, qos.flowCount());
    }

    @Test
    void fiveHundredAtOnceNeverExceedTheBoundAndNoneIsLost() {
        EmbeddedChannel channel = channel(builder().maxDestinations(64).build());
        for (int i = 1; i <= 500; i++) {
            channel.write(to(i));
        }
        channel.flush();

        assertEquals(500, channel.outboundMessages().size());
        Membership membership = Membership.of(qos.calls());
        assertEquals(500, membership.joined);
        assertTrue(membership.most <= 64, "at most " + membership.most);
        assertTrue(membership.most > 32, "at most " + membership.most);
    }

    @Test
    void howeverSlowTheSystemTheBoundHolds() {
        DelayedQos slow = new DelayedQos();
        EmbeddedChannel channel = channel(builder(slow).maxDestinations(4).build());
        Random random = new Random(42);
        for (int i = 0; i < 10_000; i++) {
            channel.writeOutbound(to(random.nextInt(10)), to(random.nextInt(10)));
            if (slow.waiting() > 0 && random.nextBoolean()) {
                slow.answer();
                channel.runPendingTasks();
            }
        }

        assertEquals(20_000, channel.outboundMessages().size());
        Membership membership = Membership.of(slow.memory.calls());
        assertEquals(4, membership.most);
    }

    @Test
    void whatIsWrittenLeavesBeforeItsRecipientDoes() {
        List<Integer> leftBefore = new ArrayList<>();
        List<Object> written = new ArrayList<>();
        ChannelOutboundHandlerAdapter wire = new ChannelOutboundHandlerAdapter() {
            @Override
            public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
                written.add(message);
                ctx.write(message, promise);
            }

            @Override
            public void flush(ChannelHandlerContext ctx) {
                if (qos.calls().stream().noneMatch(call -> call.contains("remove("))) {
                    leftBefore.add(written.size());
                }
                ctx.flush();
            }
        };
        EmbeddedChannel channel = channel(wire, builder().maxDestinations(4).build());
        channel.writeOutbound(to(1), to(2), to(3), to(4));

        channel.writeOutbound(to(1), to(2), to(3), to(4), to(5));

        assertEquals(List.of(4, 8), leftBefore);
        assertEquals(9, written.size());
        assertTrue(qos.calls().get(4).contains("remove("), qos.calls()::toString);
    }

    @Test
    void aRefusedRecipientsDatagramLeavesAllTheSameAndIsToldOncePerReason() {
        EmbeddedChannel channel = channel(handler(), log);
        qos.failNext(refusal(Reason.INVALID_PARAMETER));
        qos.failNext(refusal(Reason.INVALID_PARAMETER));
        qos.failNext(refusal(Reason.UNREACHABLE));

        channel.writeOutbound(to(1), to(2), to(3), to(4));
        channel.writeOutbound(to(1));

        assertEquals(5, channel.outboundMessages().size());
        assertEquals(4, qos.calls().size(), qos.calls().toString());
        assertEquals(3, log.events().size());
        assertEquals("Attached", log.names().get(1));
        assertEquals(
                List.of(Reason.INVALID_PARAMETER, Reason.UNREACHABLE),
                log.events().stream()
                        .filter(Failed.class::isInstance)
                        .map(event -> ((Failed) event).cause().reason())
                        .sorted()
                        .distinct()
                        .toList());
    }

    @Test
    void onASlowSystemDatagramsLeaveUnmarkedRatherThanLate() {
        DelayedQos slow = new DelayedQos();
        EmbeddedChannel channel = channel(builder(slow).build(), log);

        channel.writeOutbound(to(1));
        channel.writeOutbound(to(2), to(3));
        assertEquals(3, channel.outboundMessages().size());
        assertEquals(1, slow.waiting());
        slow.answer();
        channel.runPendingTasks();
        assertEquals(List.of("active", "Attached"), log.names());
        slow.answerAll();
        channel.runPendingTasks();

        assertEquals(3, slow.memory.calls().size(), slow.memory.calls().toString());
        assertEquals(1, slow.memory.flowCount());
    }

    @Test
    void aFlowThatComesAfterTheChannelClosedEndsAtOnce() {
        DelayedQos slow = new DelayedQos();
        EmbeddedChannel channel = channel(builder(slow).build(), log);
        channel.writeOutbound(to(1));

        slow.answer();
        channel.close();
        channel.runPendingTasks();
        slow.answerAll();

        assertEquals(0, slow.memory.flowCount());
    }

    @Test
    void closedWhileTheSystemIsAskedNoFlowIsMadeAtAll() {
        DelayedQos slow = new DelayedQos();
        EmbeddedChannel channel = channel(builder(slow).build(), log);
        channel.writeOutbound(to(1));

        channel.close();
        slow.answerAll();
        channel.runPendingTasks();

        assertEquals(List.of(), slow.memory.calls());
        assertEquals(List.of("active", "inactive"), log.names());
    }

    @Test
    void theFlowEndsWithTheChannelAndWithTheHandler() {
        QosDatagramHandler handler = handler();
        EmbeddedChannel channel = channel(handler, log);
        channel.writeOutbound(to(1));
        channel.pipeline().remove(handler);
        assertEquals(List.of("active", "Attached", "Detached"), log.names());
        assertEquals(0, qos.flowCount());
        channel.writeOutbound(to(2));
        assertEquals(2, qos.calls().size());

        EmbeddedChannel second = channel(handler());
        second.writeOutbound(to(1));
        second.close();
        assertEquals(0, qos.flowCount());
    }

    @Test
    void aFlowEndedBySomebodyElseIsMadeAgainForTheNextNewcomer() {
        EmbeddedChannel channel = channel(handler(), log);
        channel.writeOutbound(to(1));
        QosHandler.flow(channel).orElseThrow().close();

        channel.writeOutbound(to(2));
        channel.writeOutbound(to(1));

        assertEquals(2, QosHandler.flow(channel).orElseThrow().id());
        assertEquals("flow 2.add(socket 7, " + address(1) + ")", qos.calls().get(3));
        assertEquals(List.of("active", "Attached", "Detached", "Attached"), log.names());
    }

    @Test
    void whereTheWholeSocketIsMarkedNobodyJoins() {
        qos = InMemoryQos.without(QosCapability.PER_DESTINATION);
        EmbeddedChannel channel = channel(handler(), log);

        channel.writeOutbound(to(1), to(2));

        assertEquals(List.of("createFlow(VOICE, socket 7)"), qos.calls());
        assertEquals(List.of("active", "Attached"), log.names());
    }

    @Test
    void aGroupsFlowIsSharedRecipientsAndAll() {
        FlowGroup call = FlowGroup.of(VOICE);
        EmbeddedChannel rtp = channel(QosDatagramHandler.builder()
                .group(call)
                .subsystem(qos)
                .socketResolver(c -> socket(7))
                .build());
        EmbeddedChannel rtcp = channel(QosDatagramHandler.builder()
                .group(call)
                .subsystem(qos)
                .socketResolver(c -> socket(8))
                .build());

        rtp.writeOutbound(to(1), to(2));
        rtcp.writeOutbound(to(1));

        assertEquals(QosHandler.flow(rtp), QosHandler.flow(rtcp));
        assertEquals(1, qos.flowCount());
        assertTrue(
                qos.calls().contains("flow 1.add(socket 8, " + address(1) + ")"),
                qos.calls().toString());
        rtp.close();
        assertEquals(1, qos.flowCount());
        rtcp.close();
        assertEquals(0, qos.flowCount());
    }

    @Test
    void aMessageWithoutARecipientIsNoneOfItsBusiness() {
        EmbeddedChannel channel = channel(handler());

        channel.writeOutbound("text", Unpooled.EMPTY_BUFFER);
        channel.writeOutbound(new DatagramPacket(Unpooled.EMPTY_BUFFER, InetSocketAddress.createUnresolved("x", 1)));

        assertEquals(3, channel.outboundMessages().size());
        assertEquals(List.of(), qos.calls());
    }

    @Test
    void badInputIsRefusedWhereItEnters() {
        FlowSpec adaptive = FlowSpec.builder(TrafficType.VOICE).adaptive(true).build();

        assertThrows(IllegalArgumentException.class, () -> new QosDatagramHandler(adaptive));
        assertThrows(IllegalStateException.class, QosDatagramHandler.builder()::build);
        assertTrue(assertThrows(
                        IllegalArgumentException.class,
                        () -> QosDatagramHandler.builder().maxDestinations(1))
                .getMessage()
                .contains("1"));
    }

    @Test
    void oneHandlerIsForOneChannel() {
        QosDatagramHandler handler = handler();

        assertFalse(handler.isSharable());
    }

    private static QosException refusal(Reason reason) {
        return new QosException("QOSAddSocketToFlow", 87, reason, "Open the channel with INET.");
    }

    private static EmbeddedChannel channel(io.netty.channel.ChannelHandler... handlers) {
        EmbeddedChannel channel = new EmbeddedChannel(handlers);
        channel.runPendingTasks();
        return channel;
    }

    private QosDatagramHandler handler() {
        return builder().build();
    }

    private QosDatagramHandler.Builder builder() {
        return builder(qos);
    }

    private static QosDatagramHandler.Builder builder(QosSubsystem subsystem) {
        return QosDatagramHandler.builder().spec(VOICE).subsystem(subsystem).socketResolver(channel -> socket(7));
    }

    private static Optional<NativeSocket> socket(int number) {
        return Optional.of(NativeSocket.ofHandle(number));
    }

    private static DatagramPacket to(int number) {
        return new DatagramPacket(Unpooled.EMPTY_BUFFER, address(number));
    }

    private static InetSocketAddress address(int number) {
        return new InetSocketAddress("192.0.2.1", 10_000 + number);
    }

    /** How many were in the flow at once, by the journal. */
    private record Membership(int joined, int most) {
        static Membership of(List<String> calls) {
            int now = 0;
            int joined = 0;
            int most = 0;
            for (String call : calls) {
                if (call.contains("remove(")) {
                    now -= call.split("192\\.0\\.2\\.1", -1).length - 1;
                } else {
                    now++;
                    joined++;
                }
                most = Math.max(most, now);
            }
            return new Membership(joined, most);
        }
    }
}
