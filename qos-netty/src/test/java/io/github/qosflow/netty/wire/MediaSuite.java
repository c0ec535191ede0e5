package io.github.qosflow.netty.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import io.github.qosflow.Dscp;
import io.github.qosflow.FlowSpec;
import io.github.qosflow.QosFlow;
import io.github.qosflow.TrafficType;
import io.github.qosflow.netty.FlowGroup;
import io.github.qosflow.netty.QosDatagramHandler;
import io.github.qosflow.netty.QosHandler;
import io.github.qosflow.netty.Transport;
import io.github.qosflow.testkit.Audience;
import io.github.qosflow.testkit.Capture;
import io.github.qosflow.testkit.Capture.Packet;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.DatagramPacket;
import java.io.IOException;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What is on the wire when channels share a flow, send to many, or are switched off and on. Every transport runs the same
 * suite.
 */
@Tag("wire")
abstract class MediaSuite {
    private static final int MESSAGES = 20;
    private static final int RECIPIENTS = 500;
    private static final int ROUNDS = 3;
    /** What the program itself has set, CS1. */
    private static final int FORMER_TOS = 0x20;

    private static final int FORMER = 8;
    private static final FlowSpec EF =
            FlowSpec.builder(TrafficType.VOICE).dscp(Dscp.EF).build();
    private static final FlowSpec AF41 =
            FlowSpec.builder(TrafficType.AUDIO_VIDEO).dscp(Dscp.AF41).build();

    private final Transport transport;
    private final FlowGroup group = FlowGroup.of(EF);
    private Peers peers;

    MediaSuite(Transport transport) {
        this.transport = transport;
    }

    @BeforeEach
    void start() {
        peers = new Peers(transport);
    }

    @AfterEach
    void stop() {
        QosHandler.setEnabled(true);
        peers.close();
    }

    @ParameterizedTest
    @EnumSource
    void everyDatagramOfAGroupCarriesTheSameMark(Family family) throws IOException {
        Channel rtp = peers.datagram(family, member());
        Channel rtcp = peers.datagram(family, member());
        assertSame(flow(rtp), flow(rtcp));
        try (Capture capture = captureFrom(rtp, rtcp)) {
            send(family, rtp);
            send(family, rtcp);
            List<Packet> packets = capture.packets();
            assertEquals(inTurn(46), marksFrom(packets, rtp));
            assertEquals(inTurn(46), marksFrom(packets, rtcp));
        }
    }

    @ParameterizedTest
    @EnumSource
    void everyTcpLegOfAGroupCarriesTheSameMarkInBothDirections(Family family) throws IOException {
        Channel server = peers.server(family, null, member());
        Channel one = peers.client(family, member(), server);
        Channel other = peers.client(family, member(), server);
        assertSame(flow(one), flow(other));
        try (Capture capture = Capture.start("tcp port " + Peers.port(server))) {
            peers.send(one, MESSAGES);
            peers.send(other, MESSAGES);
            List<Packet> packets = capture.packets();
            assertEquals(inTurn(46), marksFrom(packets, one));
            assertEquals(inTurn(46), marksFrom(packets, other));
            assertEquals(inTurn(46, 46), marksFrom(packets, server));
        }
    }

    @ParameterizedTest
    @EnumSource
    void whoLeavesAGroupHasItsFormerMarkOnTheNextPacketAndTheOtherKeepsTheGroups(Family family) throws IOException {
        QosHandler handler = member();
        Channel leaving = formerlyMarked(family, handler);
        Channel staying = formerlyMarked(family, member());
        assertSame(flow(leaving), flow(staying));
        try (Capture capture = captureFrom(leaving, staying)) {
            send(family, leaving);
            onLoop(leaving, () -> leaving.pipeline().remove(handler));
            send(family, leaving);
            send(family, staying);
            List<Packet> packets = capture.packets();
            assertEquals(inTurn(46, FORMER), marksFrom(packets, leaving));
            assertEquals(inTurn(46), marksFrom(packets, staying));
        }
    }

    @ParameterizedTest
    @EnumSource
    void anotherSpecificationOfAGroupIsOnTheNextPacketOfAll(Family family) throws IOException {
        Channel rtp = peers.datagram(family, member());
        Channel rtcp = peers.datagram(family, member());
        try (Capture capture = captureFrom(rtp, rtcp)) {
            send(family, rtp);
            send(family, rtcp);
            group.setSpec(AF41).join();
            send(family, rtp);
            send(family, rtcp);
            List<Packet> packets = capture.packets();
            assertEquals(inTurn(46, 34), marksFrom(packets, rtp));
            assertEquals(inTurn(46, 34), marksFrom(packets, rtcp));
        }
    }

    @ParameterizedTest
    @EnumSource
    void switchedOffTheFormerMarkIsOnTheNextPacketAndSwitchedOnOursAgain(Family family) throws IOException {
        Channel media = formerlyMarked(family, new QosHandler(EF));
        Channel server = peers.server(family, null, null);
        Channel client = peers.client(family, new QosHandler(EF), server);
        try (Capture capture = Capture.start("udp src port " + Peers.port(media) + " or tcp")) {
            for (boolean enabled : new boolean[] {true, false, true}) {
                QosHandler.setEnabled(enabled);
                onLoop(media, () -> {}); // a channel follows with its event loop's next task
                onLoop(client, () -> {});
                send(family, media);
                peers.send(client, MESSAGES);
            }
            List<Packet> packets = capture.packets();
            assertEquals(inTurn(46, FORMER, 46), marksFrom(packets, media));
            assertEquals(inTurn(46, 0, 46), marksFrom(packets, client));
        }
    }

    @ParameterizedTest
    @EnumSource
    void everyDatagramToManyRecipientsArrivesAndCarriesTheMark(Family family) throws IOException {
        Channel sender = peers.datagram(
                family,
                QosDatagramHandler.builder().spec(EF).maxDestinations(64).build());
        try (Audience audience = Audience.of(family.loopback(), RECIPIENTS);
                Capture capture = captureFrom(sender)) {
            for (int round = 0; round < ROUNDS; round++) {
                audience.addresses().forEach(to -> sender.write(new DatagramPacket(Peers.payload(), to)));
                sender.flush();
            }
            audience.awaitEach(ROUNDS);
            List<Packet> packets = capture.packets();
            assertEquals(Collections.nCopies(ROUNDS * RECIPIENTS, 46), marksFrom(packets, sender));
            assertEquals(
                    RECIPIENTS,
                    packets.stream().map(Packet::destinationPort).distinct().count());
        }
    }

    private QosHandler member() {
        return QosHandler.builder().group(group).build();
    }

    private static QosFlow flow(Channel channel) {
        onLoop(channel, () -> {}); // a channel that was just bound is active with its loop's next task
        return QosHandler.flow(channel).orElseThrow();
    }

    /** A bound datagram channel that was marked by the program before the handler came. */
    private Channel formerlyMarked(Family family, QosHandler handler) {
        Channel channel = peers.datagram(family, null);
        channel.config().setOption(ChannelOption.IP_TOS, FORMER_TOS);
        onLoop(channel, () -> channel.pipeline().addFirst(handler));
        onLoop(channel, () -> {}); // the attach is the loop's next task
        return channel;
    }

    private void send(Family family, Channel channel) {
        Channel receiver = peers.datagram(family, null);
        peers.send(channel, family.address(Peers.port(receiver)), MESSAGES);
        receiver.close().syncUninterruptibly();
    }

    private static void onLoop(Channel channel, Runnable task) {
        channel.eventLoop().submit(task).syncUninterruptibly();
    }

    private static Capture captureFrom(Channel... senders) throws IOException {
        return Capture.start(String.join(
                " or ",
                Stream.of(senders)
                        .map(sender -> "udp src port " + Peers.port(sender))
                        .toList()));
    }

    /** The marks of a channel's packets that carry data, in order. */
    private static List<Integer> marksFrom(List<Packet> packets, Channel sender) {
        return packets.stream()
                .filter(packet -> packet.hasPayload() && packet.sourcePort() == Peers.port(sender))
                .map(Packet::dscp)
                .toList();
    }

    /** So many packets as were sent at a time with each of these marks. */
    private static List<Integer> inTurn(int... marks) {
        return IntStream.of(marks)
                .boxed()
                .flatMap(mark -> Collections.nCopies(MESSAGES, mark).stream())
                .toList();
    }
}
