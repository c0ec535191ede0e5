package io.github.qosflow.netty;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelOption;
import io.netty.channel.DefaultAddressedEnvelope;
import io.netty.channel.socket.DatagramChannel;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.StandardProtocolFamily;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Our datagram channel, also where it does better than Netty's. */
class QosNioDatagramTest extends DatagramSuite {
    QosNioDatagramTest() {
        super(DatagramType.QOS);
    }

    /** Netty's loses one that is not in a direct buffer. */
    @Test
    void aConnectedChannelSendsEnvelopesWithoutARecipient() throws InterruptedException {
        DatagramChannel channel = net.bind(INET, inbox);
        channel.connect(net.bind(INET, peersInbox).localAddress()).syncUninterruptibly();
        for (ByteBuf content : List.of(heap("heap"), Unpooled.directBuffer().writeBytes("heap".getBytes(US_ASCII)))) {
            channel.writeAndFlush(new DefaultAddressedEnvelope<>(content, null, channel.localAddress()));

            assertEquals("heap", peersInbox.text());
            await().until(() -> content.refCnt() == 0);
        }
    }

    @Test
    void itKnowsEveryOptionOfNettysAndTheirDefaultsAreTheSame() {
        DatagramChannel ours = DatagramType.QOS.open(INET);
        DatagramChannel theirs = DatagramType.NETTY.open(INET);
        Map<String, String> known = values(ours);
        Map<String, String> expected = values(theirs);
        String inverted = ChannelOption.IP_MULTICAST_LOOP_DISABLED.name();

        assertEquals("false", known.remove(inverted));
        assertEquals("true", expected.remove(inverted), "Netty's says true where the loop is enabled");
        known.remove(QosChannelOption.FLOW_SPEC.name());
        assertEquals(expected, known);
        ours.unsafe().closeForcibly();
        theirs.unsafe().closeForcibly();
    }

    @Test
    void aFamilyCanBeChosen() {
        QosNioDatagramChannel four = new QosNioDatagramChannel(StandardProtocolFamily.INET);
        QosNioDatagramChannel six = new QosNioDatagramChannel(StandardProtocolFamily.INET6);
        assertTrue(net.adopt(four).getAddress() instanceof Inet4Address);
        assertTrue(net.adopt(six).getAddress() instanceof Inet6Address);
    }

    /** Allocators have an identity and no more. */
    private static Map<String, String> values(DatagramChannel channel) {
        Map<String, String> values = new TreeMap<>();
        channel.config().getOptions().forEach((option, value) -> {
            String text = String.valueOf(value);
            values.put(option.name(), text.replaceAll("@[0-9a-f]+", ""));
        });
        return values;
    }
}
