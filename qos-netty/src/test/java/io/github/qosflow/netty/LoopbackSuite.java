package io.github.qosflow.netty;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.qosflow.FlowSpec;
import io.github.qosflow.TrafficType;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.SimpleChannelInboundHandler;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** What suites on real sockets of one transport have in common. */
abstract class LoopbackSuite {
    static final FlowSpec VOICE = FlowSpec.of(TrafficType.VOICE);
    static final FlowSpec BULK = FlowSpec.of(TrafficType.BACKGROUND);

    final EventLog log = new EventLog();
    Loopback net;

    abstract Loopback transport();

    /** After the transport's last event loop has ended. */
    void assertNothingLeft() {}

    @BeforeEach
    void openTransport() {
        net = transport();
    }

    @AfterEach
    void closeTransport() {
        net.close();
        assertNothingLeft();
    }

    final void awaitEvents(Object... names) {
        await().untilAsserted(() -> assertEquals(List.of(names), log.names()));
    }

    static void send(Channel from, String text) {
        from.writeAndFlush(Unpooled.copiedBuffer(text, StandardCharsets.US_ASCII));
    }

    /** The other side, which only has to be there; it may be reset. */
    @ChannelHandler.Sharable
    static final class Silent extends ChannelInboundHandlerAdapter {
        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            ctx.close();
        }
    }

    /** What has arrived, of one channel. */
    static final class Inbox extends SimpleChannelInboundHandler<ByteBuf> {
        private final StringBuffer received;

        Inbox() {
            this(new StringBuffer());
        }

        Inbox(StringBuffer received) {
            this.received = received;
        }

        @Override
        protected void channelRead0(ChannelHandlerContext ctx, ByteBuf bytes) {
            received.append(bytes.toString(StandardCharsets.US_ASCII));
        }

        void awaitText(String text) {
            await().untilAsserted(() -> assertEquals(text, received.toString()));
        }
    }

    /** Sends back what it gets. */
    @ChannelHandler.Sharable
    static final class Echo extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            ctx.writeAndFlush(message);
        }
    }
}
