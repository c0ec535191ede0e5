package io.github.qosflow.netty;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.qosflow.FlowSpec;
import io.github.qosflow.QosCapability;
import io.github.qosflow.QosFlow;
import io.github.qosflow.TrafficType;
import io.github.qosflow.testing.InMemoryQos;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.handler.codec.quic.InsecureQuicTokenHandler;
import io.netty.handler.codec.quic.QuicChannel;
import io.netty.handler.codec.quic.QuicClientCodecBuilder;
import io.netty.handler.codec.quic.QuicServerCodecBuilder;
import io.netty.handler.codec.quic.QuicSslContextBuilder;
import io.netty.handler.codec.quic.QuicStreamChannel;
import io.netty.handler.codec.quic.QuicStreamType;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A connection of QUIC is many channels on one socket: the datagram channel has the flow, the others refer to it. */
@Tag("linux") // the native library is that of Linux
class QuicTest {
    private static final String PROTOCOL = "echo";
    private static final FlowSpec VOICE = FlowSpec.of(TrafficType.VOICE);

    private final EventLog datagrams = new EventLog();
    private final EventLog connections = new EventLog();
    private final EventLog streams = new EventLog();
    private final LoopbackSuite.Inbox inbox = new LoopbackSuite.Inbox();

    @ParameterizedTest
    @EnumSource
    void connectionsAndStreamsHaveTheFlowOfTheirDatagramChannel(Transport transport) throws Exception {
        InMemoryQos qos = InMemoryQos.without(QosCapability.PER_DESTINATION);
        QosHandler handler = QosHandler.builder().spec(VOICE).subsystem(qos).build();
        try (Loopback net = new Loopback(transport)) {
            Channel datagram = bind(net, handler, clientCodec(), datagrams);
            QuicChannel connection = connect(datagram, server(net), handler);
            QuicStreamChannel stream = echoOn(connection, handler);

            QosFlow flow = QosHandler.flow(datagram).orElseThrow();
            assertSame(flow, QosHandler.flow(connection).orElseThrow());
            assertSame(flow, QosHandler.flow(stream).orElseThrow());
            assertTold();
            stream.close().sync();
            connection.close().sync();
            assertTrue(flow.isOpen(), "the socket serves other connections");
            assertEquals(1, qos.calls().size(), qos.calls().toString());
        }
        assertEquals(0, qos.flowCount());
    }

    /** As QOS2 wants it: an unconnected socket is marked for each peer. */
    @ParameterizedTest
    @EnumSource
    void oneFlowForThePeerWhereEachIsMarkedByItself(Transport transport) throws Exception {
        InMemoryQos qos = new InMemoryQos();
        QosDatagramHandler handler =
                QosDatagramHandler.builder().spec(VOICE).subsystem(qos).build();
        QosHandler onStreams = QosHandler.builder().spec(VOICE).subsystem(qos).build();
        try (Loopback net = new Loopback(transport)) {
            Channel datagram = bind(net, handler, clientCodec(), datagrams);
            QuicChannel connection = connect(datagram, server(net), onStreams);
            echoOn(connection, onStreams);

            assertEquals(1, qos.calls().size(), qos.calls().toString());
            assertEquals(
                    QosHandler.flow(datagram).orElseThrow(),
                    QosHandler.flow(connection).orElseThrow());
            assertTold();
            connection.close().sync();
        }
        assertEquals(0, qos.flowCount());
    }

    private void assertTold() {
        await().untilAsserted(() -> assertEquals(List.of("active", "Attached"), datagrams.names()));
        await().until(() -> connections.names().contains("NotApplicable"));
        await().until(() -> streams.names().contains("NotApplicable"));
        assertEquals(1, connections.events().size());
        assertEquals(1, streams.events().size());
    }

    private QuicChannel connect(Channel datagram, Channel server, QosHandler handler) throws Exception {
        return QuicChannel.newBootstrap(datagram)
                .handler(all(handler, connections))
                .streamHandler(new LoopbackSuite.Silent())
                .remoteAddress(server.localAddress())
                .connect()
                .sync()
                .getNow();
    }

    private QuicStreamChannel echoOn(QuicChannel connection, QosHandler handler) throws Exception {
        QuicStreamChannel stream = connection
                .createStream(QuicStreamType.BIDIRECTIONAL, all(handler, inbox, streams))
                .sync()
                .getNow();
        LoopbackSuite.send(stream, "there and back");
        inbox.awaitText("there and back");
        return stream;
    }

    private static Channel bind(Loopback net, ChannelHandler... handlers) {
        return net.datagram(handlers)
                .bind(Loopback.here())
                .syncUninterruptibly()
                .channel();
    }

    private static Channel server(Loopback net) throws GeneralSecurityException {
        SelfSigned identity = SelfSigned.create();
        return bind(
                net,
                new QuicServerCodecBuilder()
                        .sslContext(QuicSslContextBuilder.forServer(identity.key(), null, identity.certificate())
                                .applicationProtocols(PROTOCOL)
                                .build())
                        .tokenHandler(InsecureQuicTokenHandler.INSTANCE)
                        .maxIdleTimeout(10, TimeUnit.SECONDS)
                        .initialMaxData(100_000)
                        .initialMaxStreamDataBidirectionalRemote(100_000)
                        .initialMaxStreamsBidirectional(10)
                        .handler(new LoopbackSuite.Silent())
                        .streamHandler(new LoopbackSuite.Echo())
                        .build());
    }

    private static ChannelHandler clientCodec() {
        return new QuicClientCodecBuilder()
                .sslContext(QuicSslContextBuilder.forClient()
                        .trustManager(InsecureTrustManagerFactory.INSTANCE)
                        .applicationProtocols(PROTOCOL)
                        .build())
                .maxIdleTimeout(10, TimeUnit.SECONDS)
                .initialMaxData(100_000)
                .initialMaxStreamDataBidirectionalLocal(100_000)
                .build();
    }

    private static ChannelHandler all(ChannelHandler... handlers) {
        return new ChannelInitializer<>() {
            @Override
            protected void initChannel(Channel channel) {
                channel.pipeline().addLast(handlers);
            }
        };
    }
}
