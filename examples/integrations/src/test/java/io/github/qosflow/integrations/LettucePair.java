package io.github.qosflow.integrations;

import io.github.qosflow.netty.QosHandler;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.resource.ClientResources;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A Redis of a few lines and Lettuce as its client, which takes the native transport where there is one. */
final class LettucePair implements Pair {
    private static final int TIMEOUT_SECONDS = 20;

    private final TinyRedis server;
    private final ClientResources resources;
    private final RedisClient client;
    private @Nullable StatefulRedisConnection<String, String> connection;

    LettucePair(Family family, @Nullable QosHandler ofServer, @Nullable QosHandler ofClient) {
        server = new TinyRedis(family.address(0), ofServer);
        ClientResources.Builder builder = ClientResources.builder();
        resources = (ofClient == null ? builder : builder.nettyCustomizer(LettuceWithQos.marked(ofClient))).build();
        client = RedisClient.create(resources, RedisURI.create(family.host, server.port()));
    }

    @Override
    public int port() {
        return server.port();
    }

    @Override
    public String ask(String question) {
        if (connection == null) {
            connection = client.connect();
        }
        connection.sync().set("key", question);
        return connection.sync().get("key");
    }

    @Override
    public void close() {
        client.shutdown(0, TIMEOUT_SECONDS, TimeUnit.SECONDS);
        resources.shutdown(0, TIMEOUT_SECONDS, TimeUnit.SECONDS).awaitUninterruptibly();
        server.close();
    }
}
