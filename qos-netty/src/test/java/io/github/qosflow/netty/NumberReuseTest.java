package io.github.qosflow.netty;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.qosflow.FlowSpec;
import io.github.qosflow.NativeSocket;
import io.github.qosflow.QosCapability;
import io.github.qosflow.TrafficType;
import io.github.qosflow.testing.InMemoryQos;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.nio.channels.DatagramChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Thousands of channels with the option come and go while other sockets take the numbers they give back: at each flow's end
 * its number is still that of the flow's own socket, as the kernel tells by the socket's inode.
 */
@Tag("linux") // /proc
class NumberReuseTest {
    private static final int CONNECTIONS = 10_000;
    private static final int AT_ONCE = 50;
    private static final FlowSpec VOICE = FlowSpec.of(TrafficType.VOICE);

    private final InMemoryQos qos = InMemoryQos.without(QosCapability.PER_DESTINATION);
    private final AtomicInteger ends = new AtomicInteger();
    private final Queue<String> strangers = new ConcurrentLinkedQueue<>();
    private final QosLoopback net = new QosLoopback(new EndSpy(qos, this::look));

    /** Lingering sockets are closed off the event loop, and their numbers given back at once. */
    @ParameterizedTest
    @ValueSource(ints = {-1, 1})
    void aNumberInAFlowIsNeverAnotherSockets(int lingerSeconds) throws IOException {
        try (net) {
            Channel server = net.bind(net.server(new CloseOnRead())
                    .option(ChannelOption.SO_BACKLOG, 4 * AT_ONCE)
                    .childOption(ChannelOption.SO_LINGER, lingerSeconds)
                    .childOption(QosChannelOption.FLOW_SPEC, VOICE));
            Bootstrap client = net.client(new CloseOnRead()).option(QosChannelOption.FLOW_SPEC, VOICE);
            List<DatagramChannel> takers = new ArrayList<>();
            for (int done = 0; done < CONNECTIONS; done += AT_ONCE) {
                round(client, server, takers);
            }
            await().atMost(Duration.ofSeconds(20)).until(() -> qos.flowCount() == 0);
            for (DatagramChannel taker : takers) {
                taker.close();
            }
        }
        assertEquals(List.of(), List.copyOf(strangers));
        assertTrue(ends.get() >= CONNECTIONS, ends + " flows ended");
    }

    /** The JDK closes such a socket by itself, but gives its number back when the selector has let go of it. */
    @Test
    void aFailedConnectEndsItsFlowBeforeItsNumberIsGivenBack() throws IOException {
        try (net) {
            for (int i = 0; i < 100; i++) {
                ChannelFuture refused = net.client()
                        .option(QosChannelOption.FLOW_SPEC, VOICE)
                        .connect(Loopback.nowhere())
                        .awaitUninterruptibly();
                assertFalse(refused.isSuccess());
                refused.channel().closeFuture().syncUninterruptibly();
            }
        }
        assertEquals(List.of(), List.copyOf(strangers));
        assertEquals(100, ends.get());
        assertEquals(0, qos.flowCount());
    }

    /** Half of the connections are closed by the client, half by the server; takers take the numbers at once. */
    private static void round(Bootstrap client, Channel server, List<DatagramChannel> takers) throws IOException {
        List<Channel> clients = new ArrayList<>();
        for (int i = 0; i < AT_ONCE; i++) {
            clients.add(
                    client.connect(server.localAddress()).syncUninterruptibly().channel());
        }
        for (int i = 0; i < AT_ONCE; i++) {
            if (i % 2 == 0) {
                clients.get(i).close();
            } else {
                clients.get(i).writeAndFlush(Unpooled.wrappedBuffer(new byte[1]));
            }
            takers.add(DatagramChannel.open());
        }
        while (takers.size() > AT_ONCE) {
            takers.remove(0).close();
        }
        clients.forEach(closing -> closing.closeFuture().awaitUninterruptibly());
    }

    private Runnable look(NativeSocket socket) {
        String then = inode(socket);
        return () -> {
            ends.incrementAndGet();
            String now = inode(socket);
            if (!then.equals(now)) {
                strangers.add(socket + " was " + then + " and is " + now);
            }
        };
    }

    private static String inode(NativeSocket socket) {
        try {
            return Files.readSymbolicLink(Path.of("/proc/self/fd/" + socket.handle()))
                    .toString();
        } catch (IOException e) {
            return "gone";
        }
    }

    @ChannelHandler.Sharable
    private static final class CloseOnRead extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            ReferenceCountUtil.release(message);
            ctx.close();
        }
    }
}
