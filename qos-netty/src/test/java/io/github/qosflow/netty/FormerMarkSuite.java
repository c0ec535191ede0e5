package io.github.qosflow.netty;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.qosflow.Dscp;
import io.github.qosflow.FlowSpec;
import io.github.qosflow.MarkingProfile;
import io.github.qosflow.Qos;
import io.github.qosflow.QosException;
import io.github.qosflow.QosSubsystem;
import io.github.qosflow.TrafficType;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import java.net.InetSocketAddress;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** With the kernel: what a channel's socket had before its flow is what it has after it, for IPv4 and IPv6. */
abstract class FormerMarkSuite extends LoopbackSuite {
    private static final FlowSpec EF =
            FlowSpec.builder(TrafficType.VOICE).dscp(Dscp.EF).build();
    private static final List<Integer> MARKED = List.of(46, 46);
    /** AF21, on both. */
    private static final int FORMER = 18;

    private static final List<Integer> FORMER_MARKS = List.of(FORMER, FORMER);

    private QosSubsystem qos;

    @BeforeEach
    void openSystem() throws QosException {
        qos = Qos.open(MarkingProfile.WINDOWS);
    }

    @Override
    void assertNothingLeft() {
        try {
            assertArrayEquals(new long[0], qos.enumerateFlows());
        } catch (QosException e) {
            throw new AssertionError(e);
        }
        qos.close();
    }

    @AfterEach
    void switchOn() {
        QosHandler.setEnabled(true);
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "::1"})
    void whatTheProgramHadSetIsBackWhenTheHandlerIsRemoved(String address) {
        Channel client = connect(address);
        SocketMark.set(client, FORMER);
        QosHandler handler = handler(EF);

        client.pipeline().addFirst(handler);
        awaitMarks(client, MARKED);
        client.pipeline().remove(handler);

        awaitMarks(client, FORMER_MARKS);
        awaitEvents("active", "Attached", "Detached");
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "::1"})
    void whatTheBootstrapHadSetIsBackWhenTheHandlerIsRemoved(String address) {
        Channel server = bind(address);
        QosHandler handler = handler(EF);
        List<Integer> former =
                SocketMark.get(net.connect(net.client(new Silent()).option(ChannelOption.IP_TOS, FORMER << 2), server));
        Channel client = net.connect(net.client(handler, log).option(ChannelOption.IP_TOS, FORMER << 2), server);
        awaitMarks(client, MARKED);

        client.pipeline().remove(handler);

        awaitMarks(client, former);
        assertTrue(former.contains(FORMER), "a JVM may set it for one family only");
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "::1"})
    void anAcceptedChannelGetsBackWhatItHad(String address) throws InterruptedException {
        QosHandler handler = handler(EF);
        net.connect(net.client(new Silent()), net.bind(net.server(log), new InetSocketAddress(address, 0)));
        Channel child = net.accepted();
        awaitEvents("active");
        SocketMark.set(child, FORMER);

        child.pipeline().addFirst(handler);
        awaitMarks(child, MARKED);
        child.pipeline().remove(handler);

        awaitMarks(child, FORMER_MARKS);
    }

    @Test
    void aBoundDatagramChannelGetsBackWhatItHad() {
        Channel channel =
                net.datagram(log).bind(Loopback.here()).syncUninterruptibly().channel();
        SocketMark.set(channel, FORMER);
        QosHandler handler = handler(EF);

        channel.pipeline().addFirst(handler);
        awaitMarks(channel, MARKED);
        channel.pipeline().remove(handler);

        awaitMarks(channel, FORMER_MARKS);
    }

    @Test
    void aListenerIsMarkedAndGetsBackWhatItHad() {
        QosHandler handler = handler(EF);
        Channel server = net.bind(net.server(new Silent()));
        SocketMark.set(server, FORMER);

        server.pipeline().addFirst(handler);
        awaitMarks(server, MARKED);
        server.pipeline().remove(handler);

        awaitMarks(server, FORMER_MARKS);
    }

    @Test
    void replacedTheNewMarkHoldsAndWhatWasBeforeBothIsBackInTheEnd() {
        Channel client = connect("127.0.0.1");
        SocketMark.set(client, FORMER);
        QosHandler first = handler(EF);
        QosHandler second = handler(BULK);
        client.pipeline().addFirst(first);
        awaitMarks(client, MARKED);

        client.pipeline().replace(first, null, second);
        awaitMarks(client, List.of(8, 8));
        client.pipeline().remove(second);

        awaitMarks(client, FORMER_MARKS);
        client.pipeline().addFirst(first);
        awaitMarks(client, MARKED);
    }

    @Test
    void switchedOffLiveChannelsGetBackWhatTheyHadAndSwitchedOnTheirMark() {
        Channel client = connect("127.0.0.1");
        SocketMark.set(client, FORMER);
        client.pipeline().addFirst(handler(EF));
        awaitMarks(client, MARKED);

        QosHandler.setEnabled(false);
        awaitMarks(client, FORMER_MARKS);
        QosHandler.setEnabled(true);

        awaitMarks(client, MARKED);
    }

    @Test
    void atTheEndOfTheSubsystemLiveChannelsGetBackWhatTheyHadAndGoOn() throws QosException {
        QosSubsystem ending = Qos.open(MarkingProfile.WINDOWS);
        Channel client = connect("127.0.0.1");
        SocketMark.set(client, FORMER);
        client.pipeline()
                .addFirst(QosHandler.builder().spec(EF).subsystem(ending).build());
        awaitMarks(client, MARKED);

        ending.close();

        assertEquals(FORMER_MARKS, SocketMark.get(client));
        assertTrue(client.isActive() && QosHandler.flow(client).isEmpty());
        client.close().syncUninterruptibly();
        awaitEvents("active", "Attached", "Detached", "inactive");
    }

    private Channel connect(String address) {
        return net.connect(net.client(log), bind(address));
    }

    private Channel bind(String address) {
        return net.bind(net.server(new Silent()), new InetSocketAddress(address, 0));
    }

    private static void awaitMarks(Channel channel, List<Integer> marks) {
        await().untilAsserted(() -> assertEquals(marks, SocketMark.get(channel)));
    }

    private QosHandler handler(FlowSpec spec) {
        return QosHandler.builder().spec(spec).subsystem(qos).build();
    }
}
