package io.github.qosflow.netty;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.nio.NioChannelOption;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import org.junit.jupiter.api.Test;

/** Our datagram channel, also where it does better than Netty's. */
class QosNioMulticastTest extends MulticastSuite {
    private static final InetAddress GROUP = address("239.7.7.9");

    QosNioMulticastTest() throws Exception {
        super(DatagramType.QOS);
    }

    @Test
    void joinedAndLeftWithoutAnInterfaceItIsThatOfTheOptionBothTimes() throws InterruptedException {
        receiver().joinGroup(GROUP).syncUninterruptibly();
        send("joined", GROUP);
        assertEquals("joined", inbox.text());

        receiver().leaveGroup(GROUP).syncUninterruptibly();

        send("too late", GROUP);
        assertNothingMore();
    }

    @Test
    void aBlockedSourceOfTheOptionsInterfaceIsNotHeard() throws InterruptedException {
        receiver().joinGroup(GROUP).syncUninterruptibly();

        receiver().block(GROUP, address("127.0.0.1")).syncUninterruptibly();

        send("blocked", GROUP);
        assertNothingMore();
    }

    @Test
    void withoutAnyInterfaceThePromiseFailsAndSaysWhatToDo() {
        DatagramChannel wild =
                net.bind(net.bootstrap(StandardProtocolFamily.INET, inbox), new InetSocketAddress("0.0.0.0", 0));
        for (ChannelFuture future : new ChannelFuture[] {
            wild.joinGroup(GROUP), wild.leaveGroup(GROUP), wild.block(GROUP, address("127.0.0.1"))
        }) {
            assertFalse(future.isSuccess());
            assertInstanceOf(SocketException.class, future.cause());
            assertTrue(
                    future.cause().getMessage().contains("IP_MULTICAST_IF"),
                    future.cause().getMessage());
        }
    }

    @Test
    void boundToAnAddressItIsItsInterface() throws InterruptedException {
        DatagramChannel bound =
                net.bind(net.bootstrap(StandardProtocolFamily.INET, inbox), new InetSocketAddress("127.0.0.1", 0));
        assertNull(bound.config().getNetworkInterface());
        assertNull(bound.config().getInterface());

        assertTrue(bound.joinGroup(GROUP).isSuccess());
        assertTrue(bound.leaveGroup(GROUP).isSuccess());
    }

    @Test
    void theInterfaceIsChosenByAnyOfItsAddresses() {
        sender().config().setInterface(address("127.0.0.1"));

        assertEquals(loopback(), sender().config().getNetworkInterface());
        assertTrue(loopback().inetAddresses().anyMatch(sender().config().getInterface()::equals));
    }

    /** The loopback interface loops whatever the option says, so the socket is asked. */
    @Test
    void theLoopIsDisabledWhenTheOptionSaysSo() {
        ChannelOption<Boolean> loop = NioChannelOption.of(StandardSocketOptions.IP_MULTICAST_LOOP);

        assertTrue(sender().config().setOption(ChannelOption.IP_MULTICAST_LOOP_DISABLED, true));
        assertEquals(false, sender().config().getOption(loop));
        assertTrue(sender().config().isLoopbackModeDisabled());

        sender().config().setLoopbackModeDisabled(false);
        assertEquals(true, sender().config().getOption(loop));
    }
}
