package io.github.qosflow.netty;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.qosflow.DataRate;
import io.github.qosflow.Dscp;
import io.github.qosflow.FlowSpec;
import io.github.qosflow.NativeSocket;
import io.github.qosflow.QosException;
import io.github.qosflow.QosException.Reason;
import io.github.qosflow.QosFlow;
import io.github.qosflow.QosSubsystem;
import io.github.qosflow.TrafficType;
import io.github.qosflow.netty.QosFlowEvent.Failed;
import io.github.qosflow.netty.QosFlowEvent.MarkingChanged;
import io.github.qosflow.netty.QosFlowEvent.NotApplicable;
import io.github.qosflow.testing.InMemoryQos;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What the handler does, without a system and without a socket. */
class QosHandlerTest {
    private static final FlowSpec VOICE = FlowSpec.of(TrafficType.VOICE);
    private static final FlowSpec BULK = FlowSpec.of(TrafficType.BACKGROUND);

    private final InMemoryQos qos = new InMemoryQos();
    private final EventLog log = new EventLog();

    @Test
    void theFlowIsThereBeforeTheNextHandlerIsActiveAndTheEventComesAfter() {
        boolean[] attached = new boolean[1];
        ChannelInboundHandlerAdapter next = new ChannelInboundHandlerAdapter() {
            @Override
            public void channelActive(ChannelHandlerContext ctx) {
                attached[0] = QosHandler.flow(ctx.channel()).isPresent();
                ctx.fireChannelActive();
            }
        };

        EmbeddedChannel channel = new EmbeddedChannel(handler(), next, log);

        assertTrue(attached[0]);
        assertEquals(List.of("active", "Attached"), log.names());
        assertSame(log.events().get(0).flow(), QosHandler.flow(channel).orElseThrow());
    }

    @Test
    void addedAndActiveAreOneAttach() {
        EmbeddedChannel channel = new EmbeddedChannel(handler(), log);
        channel.runPendingTasks();

        assertEquals(List.of("createFlow(VOICE, socket 7)"), qos.calls());
    }

    @Test
    void addedLateItAttachesOncePipelineAndEventLoopAreReady() {
        EmbeddedChannel channel = new EmbeddedChannel();
        channel.pipeline().addLast(handler());
        channel.pipeline().addLast(log);

        assertEquals(List.of(), log.names());
        channel.runPendingTasks();

        assertEquals(List.of("Attached"), log.names());
    }

    @Test
    void removedBeforeItsTurnItLeavesNothingAndHasToldNobody() {
        EmbeddedChannel channel = new EmbeddedChannel(log);
        QosHandler handler = handler();
        channel.pipeline().addFirst(handler);
        channel.pipeline().remove(handler);
        channel.runPendingTasks();

        assertEquals(0, qos.flowCount());
        assertEquals(List.of("active"), log.names());
    }

    @Test
    void whatAnotherHandlerWritesWhenItIsAddedIsMarkedToo() {
        boolean[] attached = new boolean[1];
        ChannelInboundHandlerAdapter speaksFirst = new ChannelInboundHandlerAdapter() {
            @Override
            public void handlerAdded(ChannelHandlerContext ctx) {
                attached[0] = QosHandler.flow(ctx.channel()).isPresent();
            }
        };

        new EmbeddedChannel(handler(), speaksFirst, log);

        assertTrue(attached[0]);
        assertEquals(List.of("active", "Attached"), log.names());
        assertEquals(1, qos.calls().size());
    }

    @Test
    void aSpecificationSetByAHandlerThatIsAddedLaterCountsFromTheFirstReadOn() {
        ChannelInboundHandlerAdapter decides = new ChannelInboundHandlerAdapter() {
            @Override
            public void handlerAdded(ChannelHandlerContext ctx) {
                ctx.channel().attr(QosHandler.FLOW_SPEC).set(BULK);
            }
        };
        FlowSpec[] seen = new FlowSpec[1];
        ChannelInboundHandlerAdapter next = new ChannelInboundHandlerAdapter() {
            @Override
            public void channelActive(ChannelHandlerContext ctx) {
                seen[0] = QosHandler.flow(ctx.channel()).orElseThrow().spec();
                ctx.fireChannelActive();
            }
        };

        new EmbeddedChannel(handler(), decides, next, log);

        assertEquals(BULK, seen[0]);
        assertEquals(List.of("active", "Attached"), log.names());
    }

    @Test
    void twoHandlersAreOneFlowAndTheSecondTakesOverWhenTheFirstIsRemoved() {
        QosHandler first = handler();
        QosHandler second = builder().spec(BULK).build();
        EmbeddedChannel channel = new EmbeddedChannel(first, second, log);
        channel.runPendingTasks();
        assertEquals(List.of("createFlow(VOICE, socket 7)"), qos.calls());

        channel.pipeline().remove(first);
        channel.runPendingTasks();

        assertEquals(List.of("active", "Attached", "Detached", "Attached"), log.names());
        assertEquals(BULK, QosHandler.flow(channel).orElseThrow().spec());
        assertEquals(1, qos.flowCount());
    }

    @Test
    void theSameHandlerAddedTwiceIsOneFlow() {
        QosHandler handler = handler();
        EmbeddedChannel channel = new EmbeddedChannel(handler, handler, log);
        channel.runPendingTasks();

        assertEquals(1, qos.calls().size());
        assertEquals(List.of("active", "Attached"), log.names());
    }

    @Test
    void removingTheSecondHandlerLeavesTheFlowAlone() {
        QosHandler second = handler();
        EmbeddedChannel channel = new EmbeddedChannel(handler(), second, log);

        channel.pipeline().remove(second);
        channel.runPendingTasks();

        assertEquals(1, qos.calls().size());
        assertTrue(QosHandler.flow(channel).orElseThrow().isOpen());
    }

    @Test
    void replacingTheHandlerEndsTheOldFlowBeforeTheNewOneBegins() {
        QosHandler old = handler();
        EmbeddedChannel channel = new EmbeddedChannel(old, log);

        channel.pipeline().replace(old, "new", builder().spec(BULK).build());
        channel.runPendingTasks();

        assertEquals(
                List.of("createFlow(VOICE, socket 7)", "flow 1.close()", "createFlow(BACKGROUND, socket 7)"),
                qos.calls());
        assertEquals(List.of("active", "Attached", "Detached", "Attached"), log.names());
        assertEquals(2, QosHandler.flow(channel).orElseThrow().id());
    }

    @Test
    void theFlowEndsOnceWhenTheChannelCloses() {
        EmbeddedChannel channel = new EmbeddedChannel(handler(), log);

        channel.close().syncUninterruptibly();
        channel.runPendingTasks();

        assertEquals(List.of("createFlow(VOICE, socket 7)", "flow 1.close()"), qos.calls());
        assertEquals(List.of("active", "Attached", "Detached", "inactive"), log.names());
        assertEquals(Optional.empty(), QosHandler.flow(channel));
    }

    @Test
    void aChannelClosedByAnEarlierHandlerHasNoFlowAndNothingIsToldOfIt() {
        ChannelInboundHandlerAdapter closer = new ChannelInboundHandlerAdapter() {
            @Override
            public void channelActive(ChannelHandlerContext ctx) {
                ctx.close();
                ctx.fireChannelActive();
            }
        };

        EmbeddedChannel channel = new EmbeddedChannel(closer, handler(), log);
        channel.runPendingTasks();

        assertEquals(0, qos.flowCount());
        assertEquals(List.of("active", "inactive"), log.names());
    }

    @Test
    void closedByALaterHandlerTheEventsStillComeInOrder() {
        ChannelInboundHandlerAdapter closer = new ChannelInboundHandlerAdapter() {
            @Override
            public void channelActive(ChannelHandlerContext ctx) {
                ctx.fireChannelActive();
                ctx.close();
            }
        };

        EmbeddedChannel channel = new EmbeddedChannel(handler(), closer, log);
        channel.runPendingTasks();

        assertEquals(List.of("active", "Attached", "Detached", "inactive"), log.names());
        assertEquals(0, qos.flowCount());
    }

    @Test
    void theFlowHasEndedByTheTimeTheCloseFutureTellsOthers() {
        EmbeddedChannel channel = new EmbeddedChannel(handler());
        int[] left = {-1};
        channel.closeFuture().addListener(closed -> left[0] = qos.flowCount());

        channel.close();

        assertEquals(0, left[0]);
    }

    @Test
    void closedByWhoHearsOfTheFlowThereIsNothingMoreToSayOfIt() {
        qos.refuseExactDscp(new QosException("QOSSetFlow", 5, Reason.ACCESS_DENIED, "Be an administrator."));
        ChannelInboundHandlerAdapter closer = new ChannelInboundHandlerAdapter() {
            @Override
            public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
                ctx.fireUserEventTriggered(event);
                ctx.close();
            }
        };

        new EmbeddedChannel(
                builder().spec(VOICE.toBuilder().dscp(Dscp.EF).build()).build(), closer, log);

        assertEquals(List.of("active", "Attached", "Detached", "inactive"), log.names());
    }

    @Test
    void aChannelWithoutASocketIsNotApplicableOnce() {
        QosHandler handler = QosHandler.builder().spec(VOICE).subsystem(qos).build();
        EmbeddedChannel channel = new EmbeddedChannel(handler, log);
        channel.runPendingTasks();
        channel.close();

        assertEquals(List.of("active", "NotApplicable", "inactive"), log.names());
        NotApplicable event = assertInstanceOf(NotApplicable.class, log.events().get(0));
        assertEquals("the channel has no IP socket of its own", event.why());
        assertEquals(List.of(), qos.calls());
    }

    @Test
    void aRefusalIsOneEventAndTheChannelGoesOn() {
        QosException refusal = new QosException("refusal test", 1450, Reason.NO_RESOURCES, "Close some.");
        qos.failNext(refusal);

        EmbeddedChannel channel = new EmbeddedChannel(handler(), log);
        channel.runPendingTasks();

        assertEquals(List.of("active", "Failed"), log.names());
        assertEquals(new Failed(null, refusal), log.events().get(0));
        assertTrue(channel.writeOutbound("hello"));
        assertEquals("hello", channel.readOutbound());
        assertTrue(channel.isOpen());
        assertEquals(Optional.empty(), QosHandler.flow(channel));
    }

    @Test
    void aThrowingSpecFunctionIsAFailureWithItsCause() {
        IllegalStateException bug = new IllegalStateException("no such call");

        assertFailure(
                builder().spec(channel -> {
                    throw bug;
                }),
                "spec function",
                bug);
        assertFailure(builder().spec(channel -> null), "spec function", null);
    }

    @Test
    void aThrowingResolverIsAFailureWithItsCause() {
        IllegalStateException bug = new IllegalStateException("no such socket");

        assertFailure(
                QosHandler.builder().spec(VOICE).subsystem(qos).socketResolver(channel -> {
                    throw bug;
                }),
                "socket resolver",
                bug);
    }

    @Test
    void aThrowingSubsystemIsAFailureWithItsCause() {
        UnsatisfiedLinkError bug = new UnsatisfiedLinkError("no such library");
        CompletableFuture<QosSubsystem> failed = CompletableFuture.failedFuture(bug);

        assertFailure(builder().spec(VOICE).opening(() -> failed), "createFlow", bug);
    }

    @Test
    void theChannelsOwnSpecificationComesFirst() {
        EmbeddedChannel channel = unregistered(handler(), log);
        channel.attr(QosHandler.FLOW_SPEC).set(BULK);
        assertEquals(List.of(), qos.calls());

        registered(channel);

        assertEquals(BULK, QosHandler.flow(channel).orElseThrow().spec());
    }

    @Test
    void theSpecFunctionSeesTheChannel() {
        QosHandler handler =
                builder().spec(channel -> channel.isActive() ? BULK : VOICE).build();

        EmbeddedChannel channel = new EmbeddedChannel(handler);

        assertEquals(BULK, QosHandler.flow(channel).orElseThrow().spec());
    }

    @Test
    void aDegradedFlowIsAttachedAndSaysSo() {
        qos.refuseExactDscp(new QosException("QOSSetFlow", 5, Reason.ACCESS_DENIED, "Be an administrator."));
        FlowSpec exact = VOICE.toBuilder().dscp(Dscp.EF).build();

        new EmbeddedChannel(builder().spec(exact).build(), log);

        assertEquals(List.of("active", "Attached", "MarkingChanged"), log.names());
        MarkingChanged event =
                assertInstanceOf(MarkingChanged.class, log.events().get(1));
        assertEquals(Dscp.CS7, event.marking().effective());
    }

    @Test
    void whatTheFlowTellsComesAsEvents() {
        EmbeddedChannel channel = new EmbeddedChannel(handler(), log);
        QosFlow flow = QosHandler.flow(channel).orElseThrow();

        qos.congest(flow);
        qos.uncongest(flow);
        qos.makeAvailable(flow, DataRate.ofMegabitsPerSecond(2));
        qos.degrade(flow, Dscp.CS0, new QosException("policy", 1260, Reason.DISABLED_BY_POLICY, "Ask."));
        qos.restart();

        assertEquals(
                List.of(
                        "active",
                        "Attached",
                        "Congested",
                        "Uncongested",
                        "Available",
                        "MarkingChanged",
                        "Failed",
                        "Restored"),
                log.names());
        assertTrue(log.events().stream().allMatch(event -> event.flow() == flow));
        Failed lost = assertInstanceOf(Failed.class, log.events().get(5));
        assertEquals(Reason.REINITIALIZATION_NEEDED, lost.cause().reason());
    }

    @Test
    void aSubsystemThatOpensLaterAttachesThen() {
        CompletableFuture<QosSubsystem> opening = new CompletableFuture<>();
        EmbeddedChannel channel =
                new EmbeddedChannel(builder().spec(VOICE).opening(() -> opening).build(), log);
        assertEquals(List.of("active"), log.names());
        assertTrue(channel.writeOutbound("not delayed"));

        opening.complete(qos);
        channel.runPendingTasks();

        assertEquals(List.of("active", "Attached"), log.names());
    }

    @Test
    void aSubsystemThatFailsToOpenLaterIsOneFailure() {
        CompletableFuture<QosSubsystem> opening = new CompletableFuture<>();
        new EmbeddedChannel(builder().spec(VOICE).opening(() -> opening).build(), log);
        QosException cause = new QosException("QOSCreateHandle", 1068, Reason.SERVICE_UNAVAILABLE, "Start it.");

        opening.completeExceptionally(cause);

        assertEquals(new Failed(null, cause), log.events().get(0));
    }

    @Test
    void aChannelClosedWhileTheSubsystemOpensIsForgotten() {
        CompletableFuture<QosSubsystem> opening = new CompletableFuture<>();
        EmbeddedChannel channel =
                new EmbeddedChannel(builder().spec(VOICE).opening(() -> opening).build(), log);
        channel.close();
        channel.runPendingTasks();

        opening.complete(qos);
        channel.runPendingTasks();

        assertEquals(List.of("active", "inactive"), log.names());
        assertEquals(List.of(), qos.calls());
    }

    @Test
    void openingStartsWhenTheHandlerIsAddedNotWhenItIsMade() {
        int[] asked = new int[1];
        QosHandler handler = builder()
                .spec(VOICE)
                .opening(() -> {
                    asked[0]++;
                    return new CompletableFuture<>();
                })
                .build();
        assertEquals(0, asked[0]);

        unregistered(handler);
        assertEquals(0, asked[0]);

        registered(unregistered(handler));
        assertTrue(asked[0] > 0);
    }

    @Test
    void aHandlerWithoutASpecificationIsNotBuilt() {
        IllegalStateException refused = assertThrows(IllegalStateException.class, QosHandler.builder()::build);

        assertTrue(refused.getMessage().contains("spec("), refused.getMessage());
        assertThrows(NullPointerException.class, () -> new QosHandler(null));
    }

    private void assertFailure(QosHandler.Builder builder, String operation, Throwable cause) {
        EventLog seen = new EventLog();
        EmbeddedChannel channel = new EmbeddedChannel(builder.build(), seen);
        channel.runPendingTasks();

        assertEquals(List.of("active", "Failed"), seen.names());
        QosException failure = ((Failed) seen.events().get(0)).cause();
        assertEquals(operation, failure.operation());
        assertTrue(cause == null ? failure.getCause() instanceof NullPointerException : failure.getCause() == cause);
        assertTrue(channel.isOpen());
        channel.checkException();
    }

    private static EmbeddedChannel unregistered(ChannelHandler... handlers) {
        return new EmbeddedChannel(false, false, handlers);
    }

    private static void registered(EmbeddedChannel channel) {
        try {
            channel.register();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
        channel.runPendingTasks();
    }

    private QosHandler handler() {
        return builder().spec(VOICE).build();
    }

    private QosHandler.Builder builder() {
        return QosHandler.builder().subsystem(qos).socketResolver(QosHandlerTest::seven);
    }

    private static Optional<NativeSocket> seven(Channel channel) {
        return Optional.of(NativeSocket.ofHandle(7));
    }
}
