package io.github.qosflow.netty.wire;

import io.github.qosflow.FlowSpec;
import io.github.qosflow.Qos;
import io.github.qosflow.QosSubsystem;
import io.github.qosflow.TrafficType;
import io.github.qosflow.netty.FlowGroup;
import io.github.qosflow.netty.QosDatagramHandler;
import io.github.qosflow.netty.QosHandler;
import io.github.qosflow.netty.Transport;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.socket.DatagramPacket;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.stream.Stream;

/**
 * A program in the Windows JVM that {@link WindowsMediaWireTest} watches: two channels that share a flow, one that sends to
 * many with few places, and one that has a place for each. Arguments: the ports of the recipients.
 */
final class WindowsMediaMain {
    static final int MESSAGES = 20;
    private static final int FEW_PLACES = 64;
    private static final int LONGEST_WAIT_MS = 20_000;

    private static final FlowSpec VOICE = FlowSpec.of(TrafficType.VOICE);

    private final QosSubsystem qos;
    private final List<InetSocketAddress> recipients;
    private final EventLoopGroup loops = Transport.NIO.group(1);

    private WindowsMediaMain(QosSubsystem qos, String[] ports) {
        this.qos = qos;
        recipients = Stream.of(ports)
                .map(port -> Family.IPV4.address(Integer.parseInt(port)))
                .toList();
    }

    public static void main(String[] ports) throws Exception {
        try (QosSubsystem qos = Qos.open()) {
            new WindowsMediaMain(qos, ports).run();
        }
    }

    private void run() throws InterruptedException {
        try {
            group();
            fewPlaces();
            aPlaceForEach();
        } finally {
            loops.shutdownGracefully().syncUninterruptibly();
        }
    }

    private void group() throws InterruptedException {
        FlowGroup group = FlowGroup.of(VOICE);
        for (String name : List.of("rtp", "rtcp")) {
            Channel channel = open(
                    name,
                    Family.MAPPED,
                    QosHandler.builder().group(group).subsystem(qos).build());
            channel.connect(recipients.get(0)).syncUninterruptibly();
            awaitFlow(channel);
            for (int i = 0; i < MESSAGES; i++) {
                channel.writeAndFlush(Peers.payload()).syncUninterruptibly();
            }
        }
    }

    /** One recipient after the other, each when QOS2 has done what it was asked for. */
    private void fewPlaces() throws InterruptedException {
        Channel channel = sender("few-places", FEW_PLACES);
        for (InetSocketAddress to : recipients) {
            send(channel, List.of(to));
            settle();
        }
    }

    /** All in one go, for the second time when they have joined. */
    private void aPlaceForEach() throws InterruptedException {
        Channel channel = sender("a-place-for-each", QosDatagramHandler.DEFAULT_MAX_DESTINATIONS);
        send(channel, recipients);
        settle();
        send(channel, recipients);
    }

    /** A bound channel whose flow is there: the very first call loads classes, for which no packet waits. */
    private Channel sender(String name, int places) throws InterruptedException {
        Channel channel = open(
                name,
                Family.IPV4,
                QosDatagramHandler.builder()
                        .spec(VOICE)
                        .subsystem(qos)
                        .maxDestinations(places)
                        .build());
        send(channel, recipients.subList(0, 1));
        awaitFlow(channel);
        return channel;
    }

    private Channel open(String name, Family family, ChannelHandler handler) {
        Channel channel = new Bootstrap()
                .group(loops)
                .channelFactory(() -> Transport.NIO.datagram(family.protocol()))
                .handler(handler)
                .bind(Family.IPV4.address(0))
                .syncUninterruptibly()
                .channel();
        System.out.println("from " + name + " " + Peers.port(channel));
        return channel;
    }

    private static void send(Channel channel, List<InetSocketAddress> recipients) {
        recipients.forEach(to -> channel.write(new DatagramPacket(Peers.payload(), to)));
        channel.eventLoop().submit(channel::flush).syncUninterruptibly();
    }

    private void settle() {
        qos.callAsync(() -> true).join();
    }

    private static void awaitFlow(Channel channel) throws InterruptedException {
        for (int i = 0; QosHandler.flow(channel).isEmpty(); i++) {
            if (i == LONGEST_WAIT_MS) {
                throw new AssertionError("no flow for " + channel);
            }
            Thread.sleep(1);
        }
    }
}
