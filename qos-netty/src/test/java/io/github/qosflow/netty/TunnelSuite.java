package io.github.qosflow.netty;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.qosflow.QosCapability;
import io.github.qosflow.QosFlow;
import io.github.qosflow.testing.InMemoryQos;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.handler.codec.http2.Http2MultiplexHandler;
import io.netty.handler.codec.http2.Http2StreamChannelBootstrap;
import io.netty.handler.proxy.HttpProxyHandler;
import io.netty.handler.proxy.ProxyConnectionEvent;
import io.netty.handler.proxy.ProxyHandler;
import io.netty.handler.proxy.Socks5ProxyHandler;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.net.SocketAddress;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** One socket, one flow, whatever protocol is laid into it: TLS, HTTP/2, the tunnel of a proxy. */
abstract class TunnelSuite extends LoopbackSuite {
    private InMemoryQos qos = new InMemoryQos();

    @Override
    void assertNothingLeft() {
        assertEquals(0, qos.flowCount(), qos.calls().toString());
    }

    /** Behind the TLS handler it is active after the first TLS record has left; whole sockets are marked before all that. */
    @ParameterizedTest
    @CsvSource({"true, false, true", "true, true, true", "false, false, false", "false, true, true"})
    void tlsIsMarkedFromTheFirstRecordOnWhereTheHandlerStandsBefore(
            boolean before, boolean wholeSockets, boolean marked) throws Exception {
        qos = wholeSockets ? InMemoryQos.without(QosCapability.PER_DESTINATION) : qos;
        SelfSigned identity = SelfSigned.create();
        SslContext server = SslContextBuilder.forServer(identity.key(), identity.certificate())
                .build();
        SslContext client = SslContextBuilder.forClient()
                .trustManager(InsecureTrustManagerFactory.INSTANCE)
                .build();
        FirstWrite firstWrite = new FirstWrite();
        Inbox inbox = new Inbox();
        Channel channel = net.connect(
                net.client(initializer(opened -> {
                    ChannelHandler tls = client.newHandler(opened.alloc());
                    opened.pipeline().addLast(firstWrite);
                    opened.pipeline().addLast(before ? handler() : tls, before ? tls : handler());
                    opened.pipeline().addLast(inbox, log);
                })),
                net.bind(net.server(initializer(accepted ->
                        accepted.pipeline().addLast(handler(), server.newHandler(accepted.alloc()), new Echo())))));

        send(channel, "there and back");

        inbox.awaitText("there and back");
        assertTrue(log.all.contains(SslHandshakeCompletionEvent.SUCCESS), log.names()::toString);
        assertEquals(List.of("Attached"), flowEvents());
        assertEquals(2, qos.calls().size(), "one flow for each end");
        assertEquals(marked, firstWrite.marked.peek());
    }

    @Test
    void bothEndsOfHttp2HaveOneFlowEachAndTheirStreamsNone() throws Exception {
        QosHandler handler = handler();
        EventLog serverStream = new EventLog();
        Channel server = net.bind(net.server(initializer(accepted -> accepted.pipeline()
                .addLast(
                        handler,
                        Http2FrameCodecBuilder.forServer().build(),
                        new Http2MultiplexHandler(initializer(
                                stream -> stream.pipeline().addLast(handler, serverStream, new Answer())))))));
        Channel connection = net.connect(
                net.client(
                        handler,
                        Http2FrameCodecBuilder.forClient().build(),
                        new Http2MultiplexHandler(new Silent()),
                        log),
                server);
        Queue<Object> answers = new ConcurrentLinkedQueue<>();
        EventLog clientStream = new EventLog();
        Channel stream = new Http2StreamChannelBootstrap(connection)
                .handler(
                        initializer(opened -> opened.pipeline().addLast(handler, clientStream, new Collector(answers))))
                .open()
                .sync()
                .getNow();

        stream.writeAndFlush(new DefaultHttp2HeadersFrame(
                new DefaultHttp2Headers().method("GET").path("/").scheme("http"), true));

        await().until(() -> answers.size() == 1);
        await().until(() -> clientStream.names().contains("NotApplicable"));
        await().until(() -> serverStream.names().contains("NotApplicable"));
        assertEquals(2, qos.calls().size(), qos.calls().toString());
        QosFlow flow = QosHandler.flow(connection).orElseThrow();
        assertSame(flow, QosHandler.flow(stream).orElse(flow), "a stream that has ended may have none");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aTunnelOfHttpConnectIsOneFlowOnTheWayToTheProxy(boolean before) {
        assertTunnel(SmallProxy::http, HttpProxyHandler::new, before);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aTunnelOfSocks5IsOneFlowOnTheWayToTheProxy(boolean before) {
        assertTunnel(SmallProxy::socks5, Socks5ProxyHandler::new, before);
    }

    private void assertTunnel(
            Function<SmallProxy, ChannelHandler> server, Function<SocketAddress, ProxyHandler> client, boolean before) {
        Queue<Integer> flowsWhenAsked = new ConcurrentLinkedQueue<>();
        SmallProxy proxy = new SmallProxy(net, () -> flowsWhenAsked.add(qos.flowCount()));
        Channel listener = net.bind(net.server(server.apply(proxy)));
        Channel target = net.bind(net.server(new Echo()));
        Inbox inbox = new Inbox();
        ProxyHandler way = client.apply(listener.localAddress());
        QosHandler handler = handler();

        Channel channel = net.connect(net.client(before ? handler : way, before ? way : handler, inbox, log), target);
        send(channel, "there and back");

        inbox.awaitText("there and back");
        assertEquals(1, flowsWhenAsked.size());
        assertTrue(!before || flowsWhenAsked.contains(1), "standing first its flow is there before the tunnel");
        assertEquals(List.of("Attached"), flowEvents());
        assertEquals(1, qos.calls().size(), qos.calls().toString());
        assertTrue(log.all.stream().anyMatch(ProxyConnectionEvent.class::isInstance));
        channel.close().syncUninterruptibly();
        await().until(() -> log.names().contains("inactive"));
        assertEquals(List.of("Attached", "Detached"), flowEvents());
    }

    private List<String> flowEvents() {
        return log.events().stream()
                .map(event -> event.getClass().getSimpleName())
                .toList();
    }

    private QosHandler handler() {
        return QosHandler.builder().spec(VOICE).subsystem(qos).build();
    }

    private static ChannelInitializer<Channel> initializer(Consumer<Channel> init) {
        return new ChannelInitializer<>() {
            @Override
            protected void initChannel(Channel channel) {
                init.accept(channel);
            }
        };
    }

    /** Whether the channel had a flow when something was written. */
    private static final class FirstWrite extends ChannelOutboundHandlerAdapter {
        final Queue<Boolean> marked = new ConcurrentLinkedQueue<>();

        @Override
        public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
            marked.add(QosHandler.flow(ctx.channel()).isPresent());
            ctx.write(message, promise);
        }
    }

    /** Ends each stream with a header. */
    private static final class Answer extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            if (message instanceof Http2HeadersFrame) {
                ctx.writeAndFlush(new DefaultHttp2HeadersFrame(new DefaultHttp2Headers().status("204"), true));
            }
        }
    }

    private static final class Collector extends ChannelInboundHandlerAdapter {
        private final Queue<Object> received;

        Collector(Queue<Object> received) {
            this.received = received;
        }

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            received.add(message);
        }
    }
}
