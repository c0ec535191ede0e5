package io.github.qosflow.integrations;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.qosflow.netty.QosHandler;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.netty.ByteBufFlux;
import reactor.netty.DisposableServer;
import reactor.netty.http.HttpProtocol;
import reactor.netty.http.client.HttpClient;
import reactor.netty.http.server.HttpServer;
import reactor.netty.resources.ConnectionProvider;
import reactor.netty.resources.LoopResources;

/** Reactor Netty's HTTP server, which echoes, and its client. */
final class ReactorNettyPair implements Pair {
    private static final Duration TIMEOUT = Duration.ofSeconds(20);

    private final LoopResources loops = LoopResources.create("pair", 2, true);
    private final ConnectionProvider connections = ConnectionProvider.create("pair", 1);
    private final ChannelGroup accepted = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
    private final DisposableServer server;
    private final HttpClient client;

    ReactorNettyPair(
            Transport transport,
            HttpProtocol protocol,
            Family family,
            @Nullable QosHandler ofServer,
            @Nullable QosHandler ofClient) {
        HttpServer servers = HttpServer.create();
        server = (ofServer == null ? servers : ReactorNettyWithQos.marked(servers, ofServer))
                .runOn(loops, transport.isNative())
                .protocol(protocol)
                .channelGroup(accepted)
                .bindAddress(() -> family.address(0))
                .handle((request, response) ->
                        response.send(request.receive().aggregate().retain()))
                .bindNow();
        if (ofServer != null) {
            await().until(() -> QosHandler.flow(server.channel()).isPresent());
        }
        HttpClient clients = HttpClient.create(connections);
        client = (ofClient == null ? clients : ReactorNettyWithQos.marked(clients, ofClient))
                .runOn(loops, transport.isNative())
                .protocol(protocol)
                .remoteAddress(() -> family.address(port()));
    }

    @Override
    public int port() {
        return server.port();
    }

    @Override
    public String ask(String question) {
        return Objects.requireNonNull(client.post()
                .uri("/")
                .send(ByteBufFlux.fromString(Mono.just(question)))
                .responseSingle((response, content) -> {
                    assertEquals(200, response.status().code());
                    return content.asString();
                })
                .block(TIMEOUT));
    }

    /** An event loop that ends without a quiet period may leave channels open (Netty 4.2.18), and thus their flows. */
    @Override
    public void close() {
        connections.disposeLater().block(TIMEOUT);
        server.disposeNow();
        accepted.close().syncUninterruptibly();
        loops.disposeLater(Duration.ZERO, TIMEOUT).block(TIMEOUT);
    }
}
