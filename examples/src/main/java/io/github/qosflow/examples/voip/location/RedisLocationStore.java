package io.github.qosflow.examples.voip.location;

import static java.util.concurrent.CompletableFuture.completedFuture;
import static java.util.concurrent.CompletableFuture.failedFuture;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.ClientOptions.DisconnectedBehavior;
import io.lettuce.core.KeyValue;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisConnectionException;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.ScanArgs;
import io.lettuce.core.ScanStream;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.lettuce.core.api.reactive.RedisReactiveCommands;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.Delay;
import java.io.IOException;
import java.net.URI;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Shares the registrations of several servers through Redis, so that a server that dies loses none. A user is
 * one key, {@code voip:location:USER}: a JSON list of bindings, which ends by Redis's own clock with the last of them; who reads it
 * leaves out those that ended before. So the servers' clocks have to agree with that of Redis.
 *
 * <p>No method blocks. While Redis is away answers fail within 2 s; the connection comes back by itself. Thread-safe.
 */
public final class RedisLocationStore implements LocationStore {
    static final String PREFIX = "voip:location:";
    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final Duration BETWEEN_CONNECTS = Duration.ofMillis(500);
    private static final int ATTEMPTS = 20;
    private static final int KEYS_PER_SCAN = 1000;
    private static final Duration LONGEST_SCAN = PATIENCE.multipliedBy(2);

    /** Compare and set in one step: nil if done, else what is there. Redis keeps it compiled. */
    private static final String REPLACE = """
            local there = redis.call('GET', KEYS[1]) or ''
            if there ~= ARGV[1] then return there end
            if ARGV[2] == '' then
              redis.call('DEL', KEYS[1])
            else
              redis.call('SET', KEYS[1], ARGV[2])
              redis.call('PEXPIREAT', KEYS[1], ARGV[3])
            end
            return false
            """;

    private final String server;
    private final ClientResources resources;
    private final RedisClient client;
    private final StatefulRedisConnection<String, String> connection;
    private final RedisAsyncCommands<String, String> redis;

    /**
     * A store on a server that is there.
     *
     * @param uri {@code redis://[[user:]password@]host[:port][/database]}, {@code rediss://} with TLS
     * @throws IllegalArgumentException if the URI is none of Redis
     * @throws IOException if the server cannot be reached or does not let us in
     */
    public RedisLocationStore(URI uri) throws IOException {
        server = uri.toString().replaceFirst("^([^:]*:(?://)?).*@", "$1"); // without the password
        RedisURI address = address(uri);
        resources = ClientResources.builder()
                .reconnectDelay(Delay.constant(BETWEEN_CONNECTS))
                .build();
        client = RedisClient.create(resources, address);
        client.setOptions(ClientOptions.builder()
                .disconnectedBehavior(DisconnectedBehavior.REJECT_COMMANDS)
                .timeoutOptions(TimeoutOptions.enabled(PATIENCE))
                .socketOptions(SocketOptions.builder().connectTimeout(PATIENCE).build())
                .build());
        try {
            connection = client.connect();
        } catch (RedisException e) {
            close();
            throw unavailable(e);
        }
        redis = connection.async();
    }

    private RedisURI address(URI uri) {
        try {
            Objects.requireNonNull(uri.getHost());
            RedisURI address = RedisURI.create(uri);
            address.setTimeout(PATIENCE);
            return address;
        } catch (RuntimeException e) {
            // without the cause: its text may have the password
            throw new IllegalArgumentException(
                    server + " is no address of a Redis server: redis://[[user:]password@]host[:port][/database]");
        }
    }

    @Override
    public CompletionStage<List<Binding>> find(String user) {
        return answer(redis.get(PREFIX + user).thenApply(stored -> live(user, stored)));
    }

    @Override
    public CompletionStage<List<Binding>> update(
            String user, List<Binding> put, List<String> remove, String callId, long cseq) {
        UnaryOperator<List<Binding>> change = before -> Bindings.updated(before, put, remove, callId, cseq);
        return answer(redis.get(PREFIX + user).thenCompose(stored -> update(user, stored, change, ATTEMPTS)));
    }

    /** Decides here what the bindings become, and again where another update came in between: each time one gets through. */
    private CompletionStage<List<Binding>> update(
            String user, @Nullable String stored, UnaryOperator<List<Binding>> change, int attempts) {
        List<Binding> after = change.apply(live(user, stored));
        String text = BindingsJson.format(after);
        String before = stored == null ? "" : stored;
        String[] keys = {PREFIX + user};
        return redis.<String>eval(REPLACE, ScriptOutputType.VALUE, keys, before, text, end(after))
                .thenCompose(there -> {
                    // the same text: written by this very command, which was repeated after the connection broke
                    if (there == null || there.equals(text)) {
                        return completedFuture(after);
                    }
                    return attempts > 1
                            ? update(user, there, change, attempts - 1)
                            : failedFuture(new IOException("too many updates of " + user + " at once"));
                });
    }

    /** Ends in time, even if Redis is full of other things. */
    @Override
    public CompletionStage<List<Registration>> list(int limit) {
        RedisReactiveCommands<String, String> commands = connection.reactive();
        return answer(
                ScanStream.scan(commands, ScanArgs.Builder.matches(PREFIX + "*").limit(KEYS_PER_SCAN))
                        .take(LONGEST_SCAN)
                        .distinct() // Redis may name a key twice
                        .take(limit)
                        .buffer(KEYS_PER_SCAN)
                        .concatMap(keys -> commands.mget(keys.toArray(String[]::new)))
                        .collectMap(RedisLocationStore::user, value -> live(user(value), value.getValueOrElse("")))
                        .map(users -> Bindings.list(users, Instant.now(), limit))
                        .toFuture());
    }

    private static String user(KeyValue<String, String> value) {
        return value.getKey().substring(PREFIX.length());
    }

    @Override
    public void close() {
        client.shutdown(0, PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        resources.shutdown(0, PATIENCE.toMillis(), TimeUnit.MILLISECONDS).awaitUninterruptibly();
    }

    private static List<Binding> live(String user, @Nullable String stored) {
        try {
            return Bindings.live(BindingsJson.parse(stored == null ? "" : stored), Instant.now());
        } catch (IOException e) {
            throw new CompletionException(
                    new IOException("Redis's key " + PREFIX + user + " holds no bindings: delete it", e));
        }
    }

    private static String end(List<Binding> bindings) {
        return String.valueOf(bindings.stream()
                .mapToLong(one -> one.expires().toEpochMilli())
                .max()
                .orElse(0));
    }

    /** Those of Lettuce are unchecked; here whatever comes from Redis is an IOException. */
    private <T> CompletionStage<T> answer(CompletionStage<T> stage) {
        return stage.exceptionallyCompose(failure -> {
            Throwable root = root(failure);
            return failedFuture(
                    root instanceof RedisException || root instanceof ClosedChannelException
                            ? unavailable(root)
                            : root);
        });
    }

    private IOException unavailable(Throwable failure) {
        Throwable root = root(failure);
        String why = root instanceof ClosedChannelException ? "it does not answer" : root.getMessage();
        return new IOException("cannot use Redis at " + server + ": " + why, root);
    }

    private static Throwable root(Throwable failure) {
        Throwable cause = failure.getCause();
        boolean wrapped = failure instanceof CompletionException || failure instanceof RedisConnectionException;
        return wrapped && cause != null ? root(cause) : failure;
    }
}
