package io.github.qosflow.netty;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.qosflow.FlowSpec;
import io.github.qosflow.QosSubsystem;
import io.github.qosflow.TrafficType;
import io.github.qosflow.netty.QosFlowEvent.NotApplicable;
import io.github.qosflow.testing.InMemoryQos;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.socket.DatagramPacket;
import java.net.InetSocketAddress;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** For networks that drop marked packets: everything off, and on again, without a restart. */
class OffSwitchTest {
    private static final FlowSpec VOICE = FlowSpec.of(TrafficType.VOICE);

    private final InMemoryQos qos = new InMemoryQos();
    private final EventLog log = new EventLog();

    @AfterEach
    void on() {
        QosHandler.setEnabled(true);
    }

    @Test
    void switchedOffLiveFlowsEndAndTheChannelGoesOn() {
        EmbeddedChannel channel = channel();

        off(channel);

        assertEquals(List.of("active", "Attached", "Detached", "NotApplicable"), log.names());
        assertTrue(((NotApplicable) log.events().get(2)).why().contains("switched off"));
        assertEquals(0, qos.flowCount());
        assertTrue(channel.isActive());
    }

    @Test
    void whileItIsOffNewChannelsAreToldAndAskNobody() {
        QosHandler.setEnabled(false);
        EmbeddedChannel channel = channel();

        assertFalse(QosHandler.isEnabled());
        assertEquals(List.of("active", "NotApplicable"), log.names());
        assertEquals(List.of(), qos.calls());
        assertTrue(channel.isActive());
    }

    @Test
    void switchedOnAgainOldAndNewChannelsAreMarked() {
        EmbeddedChannel old = channel();
        off(old);
        EmbeddedChannel between = channel();

        QosHandler.setEnabled(true);
        old.runPendingTasks();
        between.runPendingTasks();
        channel();

        assertEquals(3, qos.flowCount());
        assertTrue(QosHandler.flow(old).isPresent());
    }

    @Test
    void aChannelThatClosesWhileItIsOffIsForgotten() {
        EmbeddedChannel channel = channel();
        off(channel);
        channel.close();
        QosHandler.setEnabled(true);
        channel.runPendingTasks();

        assertEquals(0, qos.flowCount());
        assertFalse(OffSwitch.PROCESS.all().stream()
                .anyMatch(attachment -> attachment.ctx().channel() == channel));
    }

    @Test
    void aFlowThatComesWhenItIsOffAlreadyEndsAtOnce() {
        DelayedQos slow = new DelayedQos();
        EmbeddedChannel channel = channel(slow);
        off(channel);
        slow.answerAll();
        channel.runPendingTasks();

        assertEquals(List.of("active", "NotApplicable"), log.names());
        assertEquals(0, slow.memory.flowCount());
    }

    @Test
    void offAndOnWhileAFlowIsMadeLeavesExactlyOne() {
        DelayedQos slow = new DelayedQos();
        EmbeddedChannel channel = channel(slow);
        off(channel);
        QosHandler.setEnabled(true);
        channel.runPendingTasks();
        slow.answerAll();
        channel.runPendingTasks();

        assertEquals(List.of("active", "NotApplicable", "Attached"), log.names());
        assertEquals(1, slow.memory.flowCount());
        channel.close();
        assertEquals(0, slow.memory.flowCount());
    }

    @Test
    void recipientsOfDatagramsFollowToo() {
        EmbeddedChannel channel = new EmbeddedChannel(
                QosDatagramHandler.builder()
                        .spec(VOICE)
                        .subsystem(qos)
                        .socketResolver(SocketResolver.invented())
                        .build(),
                log);
        channel.runPendingTasks();
        DatagramPacket packet = new DatagramPacket(Unpooled.EMPTY_BUFFER, new InetSocketAddress("192.0.2.1", 9));
        channel.writeOutbound(packet.retain());
        off(channel);
        channel.writeOutbound(packet.retain());
        assertEquals(0, qos.flowCount());

        QosHandler.setEnabled(true);
        channel.runPendingTasks();
        channel.writeOutbound(packet.retain());

        assertEquals(1, qos.flowCount());
        assertEquals(List.of("active", "Attached", "Detached", "NotApplicable", "Attached"), log.names());
    }

    @Test
    void switchedOffTwiceItIsToldOnce() {
        EmbeddedChannel channel = channel();
        off(channel);
        off(channel);

        assertEquals(List.of("active", "Attached", "Detached", "NotApplicable"), log.names());
    }

    private static void off(EmbeddedChannel channel) {
        QosHandler.setEnabled(false);
        channel.runPendingTasks();
    }

    private EmbeddedChannel channel() {
        return channel(qos);
    }

    private EmbeddedChannel channel(QosSubsystem subsystem) {
        EmbeddedChannel channel = new EmbeddedChannel(
                QosHandler.builder()
                        .spec(VOICE)
                        .subsystem(subsystem)
                        .socketResolver(SocketResolver.invented())
                        .build(),
                log);
        channel.runPendingTasks();
        return channel;
    }
}
