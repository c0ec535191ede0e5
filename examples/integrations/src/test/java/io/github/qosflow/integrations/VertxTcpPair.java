package io.github.qosflow.integrations;

import io.github.qosflow.netty.QosHandler;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import io.vertx.core.transport.Transport;
import org.jspecify.annotations.Nullable;

/** Vert.x's TCP server, which echoes, and its client with one connection. */
final class VertxTcpPair extends VertxPair {
    private final Family family;
    private final NetServer server;
    private @Nullable Future<NetSocket> connection;

    VertxTcpPair(Transport transport, Family family, @Nullable QosHandler ofServer, @Nullable QosHandler ofClient) {
        super(transport, ofServer, ofClient);
        this.family = family;
        server = await(this.ofServer
                .createNetServer()
                .connectHandler(socket -> socket.handler(socket::write))
                .listen(0, family.host));
    }

    @Override
    public int port() {
        return server.actualPort();
    }

    /** Short questions come back in one piece. */
    @Override
    public String ask(String question) {
        Promise<String> answer = Promise.promise();
        onContext(() -> connection().onSuccess(socket -> {
            socket.handler(received -> answer.complete(received.toString()));
            socket.write(question);
        }));
        return await(answer.future());
    }

    private Future<NetSocket> connection() {
        if (connection == null) {
            connection = ofClient.createNetClient().connect(port(), family.host);
        }
        return connection;
    }
}
