package io.github.qosflow.integrations;

import io.github.qosflow.netty.QosHandler;
import reactor.netty.http.client.HttpClient;
import reactor.netty.http.server.HttpServer;

/**
 * Marks the connections of Reactor Netty by {@code doOnChannelInit}, which its TCP servers and clients have as well.
 *
 * <pre>{@code
 * QosHandler voice = new QosHandler(FlowSpec.builder(TrafficType.VOICE).dscp(Dscp.EF).build());
 * DisposableServer server = ReactorNettyWithQos.marked(HttpServer.create(), voice).port(8080).bindNow();
 * HttpClient client = ReactorNettyWithQos.marked(HttpClient.create(), voice);
 * }</pre>
 *
 * <p>The hook is called once for each connection, before it is active, on NIO and native transports. The streams of an
 * HTTP/2 connection have the connection's flow. No state, thus safe for any thread.
 */
public final class ReactorNettyWithQos {
    private ReactorNettyWithQos() {}

    /**
     * The same server, with marked connections. The listener is marked too, for the handshake, and for HTTP/2, whose
     * servers speak first: that packet leaves before the connection's channel is active.
     *
     * @param server the server
     * @param qos the handler, one for all
     * @return a copy with the hook
     */
    public static HttpServer marked(HttpServer server, QosHandler qos) {
        return server.doOnChannelInit(
                        (observer, channel, remote) -> channel.pipeline().addFirst(qos))
                .doOnBound(bound -> bound.channel().pipeline().addFirst(qos));
    }

    /**
     * The same client, with marked connections.
     *
     * @param client the client
     * @param qos the handler, one for all
     * @return a copy with the hook
     */
    public static HttpClient marked(HttpClient client, QosHandler qos) {
        return client.doOnChannelInit(
                (observer, channel, remote) -> channel.pipeline().addFirst(qos));
    }
}
