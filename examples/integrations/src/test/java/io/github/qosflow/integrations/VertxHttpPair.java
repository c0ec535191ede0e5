package io.github.qosflow.integrations;

import io.github.qosflow.netty.QosHandler;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.transport.Transport;
import org.jspecify.annotations.Nullable;

/** Vert.x's HTTP server, which echoes, and its client with one connection. */
final class VertxHttpPair extends VertxPair {
    private final Family family;
    private final HttpServer server;
    private final HttpClient client;

    VertxHttpPair(Transport transport, Family family, @Nullable QosHandler ofServer, @Nullable QosHandler ofClient) {
        super(transport, ofServer, ofClient);
        this.family = family;
        server = await(this.ofServer
                .createHttpServer()
                .requestHandler(request -> request.body().onSuccess(request.response()::end))
                .listen(0, family.host));
        client = this.ofClient.createHttpClient(new PoolOptions().setHttp1MaxSize(1));
    }

    @Override
    public int port() {
        return server.actualPort();
    }

    @Override
    public String ask(String question) {
        Promise<String> answer = Promise.promise();
        onContext(() -> client.request(HttpMethod.POST, port(), family.host, "/")
                .compose(request -> request.send(question))
                .compose(HttpClientResponse::body)
                .map(Buffer::toString)
                .onComplete(answer));
        return await(answer.future());
    }
}
