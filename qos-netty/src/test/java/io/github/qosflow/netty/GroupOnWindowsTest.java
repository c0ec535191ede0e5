package io.github.qosflow.netty;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.qosflow.Dscp;
import io.github.qosflow.FlowSpec;
import io.github.qosflow.Qos;
import io.github.qosflow.QosFlow;
import io.github.qosflow.QosSubsystem;
import io.github.qosflow.TrafficType;
import io.github.qosflow.testkit.ContractDll;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What QOS2 is asked for when channels share a flow, and when a channel's specification changes. */
@Tag("windows")
class GroupOnWindowsTest {
    private static final FlowSpec VOICE = FlowSpec.of(TrafficType.VOICE);
    private static final FlowSpec VIDEO = FlowSpec.of(TrafficType.AUDIO_VIDEO);
    private static final FlowSpec EF =
            FlowSpec.builder(TrafficType.VOICE).dscp(Dscp.EF).build();

    @RegisterExtension
    final ContractDll dll = new ContractDll();

    private final Loopback net = new NioLoopback();
    private final FlowGroup group = FlowGroup.of(VOICE);
    private QosSubsystem qos;

    @BeforeEach
    void open() throws Exception {
        dll.administrator(true);
        qos = Qos.open();
    }

    @AfterEach
    void close() {
        net.close();
        qos.close();
    }

    @ParameterizedTest
    @CsvSource({"0,1", "1,0"})
    void channelsOfAGroupAreInOneFlowWhichEndsWithTheLastOfThem(int first, int second) {
        List<Channel> channels = List.of(connected(member()), connected(member()));
        long id = flow(channels.get(0)).id();
        assertSame(flow(channels.get(0)), flow(channels.get(1)));
        List<String> adds = dll.journal("QOSAddSocketToFlow");
        assertEquals(2, adds.size(), adds::toString);
        assertTrue(adds.get(0).endsWith("flow=0 -> ok flow=" + id), adds.get(0));
        assertTrue(adds.get(1).endsWith("flow=" + id + " -> ok flow=" + id), adds.get(1));

        awaitQuick();
        channels.get(first).close().syncUninterruptibly();
        await().until(() -> journal().members() == 1);
        assertEquals(1, dll.flowCount());
        channels.get(second).close().syncUninterruptibly();
        await().until(() -> dll.flowCount() == 0);
        assertEquals(1, journal().mostFlows());
    }

    @Test
    void whoLeavesLiveIsTakenOutAndTheOthersFlowGoesOn() {
        QosHandler handler = member();
        Channel leaving = connected(handler);
        Channel staying = connected(member());
        QosFlow shared = flow(staying);

        leaving.eventLoop().submit(() -> leaving.pipeline().remove(handler)).syncUninterruptibly();

        await().until(() -> journal().members() == 1);
        assertTrue(leaving.isActive());
        assertSame(shared, flow(staying));
        assertEquals(1, dll.journal("QOSRemoveSocketFromFlow").size());
    }

    @Test
    void aGroupsSpecificationIsChangedByOneCall() {
        QosFlow shared = flow(connected(member()));
        connected(member());

        group.setSpec(VIDEO).join();

        assertSettings(shared, 0);
        assertEquals(VIDEO, shared.spec());
    }

    @Test
    void anotherSpecificationOfALiveChannelChangesTheSameFlow() {
        Channel channel =
                connected(QosHandler.builder().spec(VOICE).subsystem(qos).build());
        QosFlow flow = flow(channel);

        QosHandler.setFlowSpec(channel, VIDEO);
        await().until(() -> flow.spec().equals(VIDEO));
        QosHandler.setFlowSpec(channel, EF);
        await().until(() -> flow.spec().equals(EF));

        assertSame(flow, flow(channel));
        assertSettings(flow, 0, 0, 2);
    }

    @Test
    void anotherValueOfTheOptionOnALiveChannelChangesTheSameFlow() {
        Channel peer =
                net.datagram().bind(Loopback.here()).syncUninterruptibly().channel();
        Channel channel = new Bootstrap()
                .group(net.group())
                .channelFactory(() -> new QosNioDatagramChannel(qos))
                .handler(new ChannelInboundHandlerAdapter())
                .option(QosChannelOption.FLOW_SPEC, VOICE)
                .connect(peer.localAddress())
                .syncUninterruptibly()
                .channel();
        await().until(() -> QosHandler.flow(channel).isPresent());
        QosFlow flow = flow(channel);

        channel.config().setOption(QosChannelOption.FLOW_SPEC, VIDEO);
        await().until(() -> flow.spec().equals(VIDEO));

        assertSame(flow, flow(channel));
        assertSettings(flow, 0);
        channel.config().setOption(QosChannelOption.FLOW_SPEC, null);
        await().until(() -> dll.flowCount() == 0);
    }

    private QosHandler member() {
        return QosHandler.builder().group(group).subsystem(qos).build();
    }

    /** A connected datagram channel, when it has its flow. */
    private Channel connected(QosHandler handler) {
        Channel peer =
                net.datagram().bind(Loopback.here()).syncUninterruptibly().channel();
        Channel channel = net.datagram(handler)
                .connect(peer.localAddress())
                .syncUninterruptibly()
                .channel();
        await().until(() -> QosHandler.flow(channel).isPresent());
        return channel;
    }

    /** Who closes does not wait for a system that was slow, as its first calls may be: then the socket stays in until the flow ends. */
    private void awaitQuick() {
        await().until(() -> qos.callAsync(() -> true).isDone());
    }

    private static QosFlow flow(Channel channel) {
        return QosHandler.flow(channel).orElseThrow();
    }

    private FlowJournal journal() {
        return FlowJournal.of(dll.journal());
    }

    /** These operations of QOSSetFlow, 0 for the traffic type and 2 for the DSCP, were all that was asked for. */
    private void assertSettings(QosFlow flow, int... operations) {
        List<String> calls = dll.journal("QOSSetFlow");
        assertEquals(operations.length, calls.size(), calls::toString);
        for (int i = 0; i < operations.length; i++) {
            assertTrue(calls.get(i).contains(" flow=" + flow.id() + " operation=" + operations[i]), calls.get(i));
            assertTrue(calls.get(i).contains("-> ok"), calls.get(i));
        }
    }
}
