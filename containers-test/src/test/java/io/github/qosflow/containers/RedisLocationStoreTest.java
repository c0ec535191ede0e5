package io.github.qosflow.containers;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeout;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.qosflow.examples.voip.location.Binding;
import io.github.qosflow.examples.voip.location.LocationStore;
import io.github.qosflow.examples.voip.location.LocationStoreSuite;
import io.github.qosflow.examples.voip.location.RedisLocationStore;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

@NeedsDocker
class RedisLocationStoreTest extends LocationStoreSuite {
    private static final String KEY = "voip:location:alice";
    /** How long an answer may take while Redis is away. */
    private static final Duration SOON = Duration.ofSeconds(3);

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private static RedisMachine redis;

    private LocationStore other;

    @BeforeAll
    static void start() throws Exception {
        redis = new RedisMachine();
        redis.start();
    }

    @AfterAll
    static void stop() {
        redis.stop();
    }

    @Override
    protected LocationStore open() throws Exception {
        redis.cli("FLUSHALL");
        other = new RedisLocationStore(redis.uri());
        return new RedisLocationStore(redis.uri());
    }

    @AfterEach
    void closeOther() {
        other.close();
    }

    private static Binding brief(String contact, Duration life) {
        return new Binding(
                contact, "udp:192.0.2.1:5060", "node", 1, Instant.now().plus(life), CALL, 1);
    }

    private static List<Binding> put(LocationStore store, long cseq, String contact) throws Exception {
        return get(store.update("alice", List.of(binding(contact, 1, cseq)), List.of(), CALL, cseq));
    }

    @Test
    void whatOneNodeRegistersTheOtherFinds() throws Exception {
        List<Binding> put = put(store(), 1, "sip:alice@192.0.2.1");
        assertEquals(put, get(other.find("alice")));
        assertThrows(LocationStore.OutdatedException.class, () -> put(other, 1, "sip:alice@192.0.2.1"));
        get(other.update("alice", List.of(), List.of("*"), CALL, 2));
        assertEquals(List.of(), get(store().find("alice")));
        assertEquals("0", redis.cli("DBSIZE"));
    }

    @Test
    void theRegistrationsOfANodeOutliveIt() throws Exception {
        List<Binding> put = put(other, 1, "sip:alice@192.0.2.1");
        other.close();
        assertEquals(put, get(store().find("alice")));
    }

    @Test
    void redisItselfForgetsAUserWithTheLastBinding() throws Exception {
        Binding first = brief("sip:alice@192.0.2.1", Duration.ofMillis(500));
        Binding last = brief("sip:alice@192.0.2.2", Duration.ofSeconds(2));
        get(store().update("alice", List.of(first, last), List.of(), CALL, 1));
        assertEquals(String.valueOf(last.expires().toEpochMilli()), redis.cli("PEXPIRETIME", KEY));
        store().close();
        other.close();
        await().atMost(PATIENCE).until(() -> redis.cli("DBSIZE").equals("0"));
        assertFalse(Instant.now().isBefore(last.expires()));
    }

    @Test
    void aPersonCanReadWhatIsStored() throws Exception {
        Binding one = new Binding(
                "sip:alice@192.0.2.1", "udp:192.0.2.1:5060", "n:1", 0.5, Instant.parse("2100-01-01T00:00:00Z"), "c", 7);
        get(store().update("alice", List.of(one), List.of(), "c", 7));
        assertEquals(
                "[{\"callId\":\"c\",\"contact\":\"sip:alice@192.0.2.1\",\"cseq\":7,\"expires\":\"2100-01-01T00:00:00Z\","
                        + "\"node\":\"n:1\",\"q\":0.5,\"received\":\"udp:192.0.2.1:5060\"}]",
                redis.cli("GET", KEY));
    }

    @Test
    void concurrentRegistrationsOfOneUserLoseNothing() throws Exception {
        for (int round = 1; round <= 20; round++) {
            Set<String> expected = new HashSet<>();
            List<CompletionStage<List<Binding>>> answers = new ArrayList<>();
            for (int i = 0; i < LocationStore.MAX_CONTACTS; i++) {
                String contact = "sip:alice@192.0.2." + i;
                expected.add(contact);
                answers.add((i % 2 == 0 ? store() : other)
                        .update("alice", List.of(binding(contact, 1, round)), List.of(), CALL, round));
            }
            for (CompletionStage<List<Binding>> answer : answers) {
                get(answer);
            }
            assertEquals(expected, contacts(get(store().find("alice"))));
            get(store().update("alice", List.of(), List.of("*"), CALL, 1000));
        }
    }

    private static Set<String> contacts(List<Binding> bindings) {
        return bindings.stream().map(Binding::contact).collect(Collectors.toSet());
    }

    @Test
    void aRedisThatHasForgottenTheScriptLearnsItAgain() throws Exception {
        put(store(), 1, "sip:alice@192.0.2.1");
        redis.cli("SCRIPT", "FLUSH");
        put(store(), 2, "sip:alice@192.0.2.1");
        assertEquals(1, get(store().find("alice")).size());
    }

    @Test
    void whatOthersKeepInRedisIsNotTouchedNorListed() throws Exception {
        redis.cli("SET", "cache:1", "x");
        put(store(), 1, "sip:alice@192.0.2.1");
        assertEquals(1, get(store().list(10)).size());
        assertEquals("x", redis.cli("GET", "cache:1"));
    }

    @Test
    void aKeyThatHoldsSomethingElseIsNamed() throws Exception {
        for (String nonsense : List.of("nonsense", "{}", "[1]", "[{\"contact\":\"sip:a@h\"}]")) {
            redis.cli("SET", KEY, nonsense);
            IOException failure = assertThrows(IOException.class, () -> get(store().find("alice")));
            assertEquals("Redis's key " + KEY + " holds no bindings: delete it", failure.getMessage());
        }
        redis.cli("DEL", KEY);
        redis.cli("LPUSH", KEY, "x");
        assertThrows(IOException.class, () -> get(store().find("alice")));
        assertThrows(IOException.class, () -> put(store(), 1, "sip:alice@192.0.2.1"));
    }

    @Test
    void aRedisWithoutMemoryFailsTheUpdateOnly() throws Exception {
        put(store(), 1, "sip:alice@192.0.2.1");
        redis.cli("CONFIG", "SET", "maxmemory", "1");
        try {
            IOException failure = assertThrows(IOException.class, () -> put(store(), 2, "sip:alice@192.0.2.2"));
            assertTrue(failure.getMessage().contains("OOM"), failure.getMessage());
            assertEquals(1, get(store().find("alice")).size());
        } finally {
            redis.cli("CONFIG", "SET", "maxmemory", "0");
        }
    }

    @Test
    void withoutRedisAnswersFailSoonAndWithItTheyAreThereAgain() throws Exception {
        put(store(), 1, "sip:alice@192.0.2.1");
        redis.halt();
        try {
            for (int i = 0; i < 3; i++) {
                assertFailsSoon(() -> get(store().find("alice")));
                assertFailsSoon(() -> put(store(), 2, "sip:alice@192.0.2.1"));
                assertFailsSoon(() -> get(store().list(1)));
            }
        } finally {
            redis.restart();
        }
        await().atMost(PATIENCE).ignoreException(IOException.class).untilAsserted(() -> {
            assertEquals(1, put(store(), 3, "sip:alice@192.0.2.1").size());
        });
        assertEquals(1, get(store().find("alice")).size());
    }

    @Test
    void aRedisThatIsSilentIsGivenUpSoonAndIsHeardAgain() throws Exception {
        put(store(), 1, "sip:alice@192.0.2.1");
        redis.freeze();
        try {
            assertFailsSoon(() -> get(store().find("alice")));
            assertFailsSoon(() -> put(store(), 2, "sip:alice@192.0.2.1"));
        } finally {
            redis.thaw();
        }
        await().atMost(PATIENCE)
                .ignoreException(IOException.class)
                .untilAsserted(() -> assertEquals(1, get(store().find("alice")).size()));
    }

    private static void assertFailsSoon(Executable asked) {
        IOException failure = assertTimeout(SOON, () -> assertThrows(IOException.class, asked));
        assertTrue(failure.getMessage().startsWith("cannot use Redis at redis://localhost:"), failure.getMessage());
        assertFalse(failure.getMessage().contains("s3cret"));
    }

    @Test
    void aServerThatIsNotThereIsNamedAtTheStart() {
        URI nobody = URI.create("redis://user:s3cret@localhost:1/2");
        IOException failure = assertThrows(IOException.class, () -> new RedisLocationStore(nobody).close());
        assertTrue(
                failure.getMessage().startsWith("cannot use Redis at redis://localhost:1/2: "), failure.getMessage());
        assertFalse(trace(failure).contains("s3cret"), trace(failure));
    }

    @Test
    void aServerThatIsSilentIsGivenUpAtTheStart() {
        redis.freeze();
        try {
            IOException failure = assertTimeout(
                    PATIENCE, () -> assertThrows(IOException.class, () -> new RedisLocationStore(redis.uri()).close()));
            assertTrue(failure.getMessage().startsWith("cannot use Redis at redis://localhost:"), failure.getMessage());
            assertFalse(failure.getMessage().endsWith("null"), failure.getMessage());
        } finally {
            redis.thaw();
        }
    }

    @Test
    void aWrongPasswordIsSaidButNotShown() {
        IOException failure =
                assertThrows(IOException.class, () -> new RedisLocationStore(redis.uri("guessed")).close());
        assertTrue(failure.getMessage().contains("WRONGPASS"), failure.getMessage());
        assertFalse(trace(failure).contains("guessed"), trace(failure));
    }

    @Test
    void whatIsNoAddressOfRedisIsSaidWithoutItsPassword() {
        for (String wrong : List.of(
                "http://user:s3cret@h:1",
                "redis://:s3cret@",
                "redis://:s3cret@h:port",
                "redis://:pa/s3cret@h",
                "redis:s3cret@h",
                "h:6379",
                "")) {
            IllegalArgumentException failure = assertInstanceOf(
                    IllegalArgumentException.class,
                    assertThrows(Exception.class, () -> new RedisLocationStore(URI.create(wrong)).close()),
                    wrong);
            assertFalse(trace(failure).contains("s3cret"), trace(failure));
        }
    }

    private static String trace(Throwable failure) {
        StringWriter text = new StringWriter();
        failure.printStackTrace(new PrintWriter(text));
        return text.toString();
    }
}
