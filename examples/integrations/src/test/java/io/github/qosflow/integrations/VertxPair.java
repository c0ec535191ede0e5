package io.github.qosflow.integrations;

import static java.util.concurrent.TimeUnit.SECONDS;

import io.github.qosflow.netty.QosHandler;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.transport.Transport;
import org.jspecify.annotations.Nullable;

/** Two instances of Vert.x, one for the server and one for the client. */
abstract class VertxPair implements Pair {
    private static final int TIMEOUT_SECONDS = 20;

    final Vertx ofServer;
    final Vertx ofClient;
    private final Context context;

    VertxPair(Transport transport, @Nullable QosHandler ofServer, @Nullable QosHandler ofClient) {
        this.ofServer = vertx(transport, ofServer);
        this.ofClient = vertx(transport, ofClient);
        context = this.ofClient.getOrCreateContext();
    }

    /** {@return how to start such a pair} */
    static Starter starter(io.github.qosflow.integrations.Transport transport, Protocol protocol) {
        Transport base = transport.isNative() ? Transport.EPOLL : Transport.NIO;
        return protocol == Protocol.HTTP
                ? (family, server, client) -> new VertxHttpPair(base, family, server, client)
                : (family, server, client) -> new VertxTcpPair(base, family, server, client);
    }

    private static Vertx vertx(Transport transport, @Nullable QosHandler qos) {
        return Vertx.builder()
                .withTransport(qos == null ? transport : new VertxWithQos(transport, qos))
                .build();
    }

    static <T> T await(Future<T> future) {
        return future.toCompletionStage()
                .toCompletableFuture()
                .orTimeout(TIMEOUT_SECONDS, SECONDS)
                .join();
    }

    /** The client's turn, always on the same context: asked from other threads Vert.x 5.0.7 now and then gives no answer. */
    final void onContext(Runnable task) {
        context.runOnContext(start -> task.run());
    }

    /** The server first: while a client's connections close, closing a server of Vert.x 5.0.7 now and then does not end. */
    @Override
    public final void close() {
        await(ofServer.close());
        await(ofClient.close());
    }

    /** What they talk. */
    enum Protocol {
        HTTP,
        TCP
    }
}
