package io.github.qosflow.examples.voip.location;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.qosflow.examples.voip.location.LocationStore.OutdatedException;
import io.github.qosflow.examples.voip.location.LocationStore.Registration;
import io.github.qosflow.examples.voip.location.LocationStore.TooManyContactsException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every store does. */
public abstract class LocationStoreSuite {
    /** A registration, so that a test can tell its own. */
    protected static final String CALL = "call-1";

    private static final String DESK = "sip:alice@192.0.2.1:5060";
    private static final String MOBILE = "sip:alice@192.0.2.2:5060;transport=tcp";
    private static final int WAIT_SECONDS = 20;

    private LocationStore store;

    /**
     * Opens the store of one test.
     *
     * @return a store with nobody in it
     * @throws Exception if that is not possible
     */
    protected abstract LocationStore open() throws Exception;

    @BeforeEach
    final void openStore() throws Exception {
        store = open();
    }

    @AfterEach
    final void closeStore() {
        store.close();
    }

    /** {@return the store of this test} */
    protected final LocationStore store() {
        return store;
    }

    /**
     * A binding of an hour.
     *
     * @param contact where
     * @param q how preferred
     * @param cseq of the registration
     * @return the binding
     */
    protected static Binding binding(String contact, double q, long cseq) {
        return new Binding(
                contact,
                "udp:192.0.2.1:5060",
                "198.51.100.1:5060",
                q,
                Instant.now().plusSeconds(3600),
                CALL,
                cseq);
    }

    /**
     * Waits for an answer.
     *
     * @param answer what was asked
     * @return it
     * @param <T> its type
     * @throws Exception what it failed with
     */
    protected static <T> T get(CompletionStage<T> answer) throws Exception {
        try {
            return answer.toCompletableFuture().get(WAIT_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw assertInstanceOf(Exception.class, e.getCause());
        }
    }

    private List<Binding> put(String user, long cseq, Binding... bindings) throws Exception {
        return get(store.update(user, List.of(bindings), List.of(), CALL, cseq));
    }

    private List<String> contacts(String user) throws Exception {
        return contacts(get(store.find(user)));
    }

    private static List<String> contacts(List<Binding> bindings) {
        return bindings.stream().map(Binding::contact).toList();
    }

    @Test
    void knowsNobodyAtFirst() throws Exception {
        assertEquals(List.of(), get(store.find("alice")));
        assertEquals(List.of(), get(store.list(100)));
    }

    @Test
    void givesBackWhatWasPut() throws Exception {
        Binding desk = binding("sip:alice@192.0.2.1:5060;x=\"ä\\\"", 0.35, 4_000_000_000L);
        assertEquals(List.of(desk), put("alice", 4_000_000_000L, desk));
        assertEquals(List.of(desk), get(store.find("alice")));
        assertEquals(List.of(), get(store.find("Alice")));
        assertEquals(List.of(new Registration("alice", desk)), get(store.list(100)));
    }

    @Test
    void theHighestPreferenceComesFirstAndOfTheSameTheNewest() throws Exception {
        put("alice", 1, binding("sip:first@h", 0.5, 1));
        put("alice", 2, binding("sip:best@h", 1, 2));
        put("alice", 3, binding("sip:third@h", 0.5, 3), binding("sip:last@h", 0, 3));
        List<String> expected = List.of("sip:best@h", "sip:third@h", "sip:first@h", "sip:last@h");
        assertEquals(expected, contacts("alice"));
        put("alice", 4, binding("sip:first@h", 0.5, 4)); // renewed
        assertEquals(List.of("sip:best@h", "sip:first@h", "sip:third@h", "sip:last@h"), contacts("alice"));
    }

    @Test
    void anEqualUriReplacesAndAnotherOneIsAnotherContact() throws Exception {
        put("alice", 1, binding("sip:Alice@Example.COM:5060;transport=TCP", 1, 1));
        put("alice", 2, binding("SIP:%41lice@example.com:5060;transport=tcp", 1, 2));
        assertEquals(List.of("SIP:%41lice@example.com:5060;transport=tcp"), contacts("alice"));
        List<String> others = List.of(
                "sip:alice@example.com:5060;transport=tcp",
                "sip:Alice@example.com;transport=tcp",
                "sip:Alice@example.com:5060",
                "sips:Alice@example.com:5060;transport=tcp",
                "sip:Alice@example.org:5060;transport=tcp");
        for (int i = 0; i < others.size(); i++) {
            put("alice", 3 + i, binding(others.get(i), 1, 3 + i));
        }
        assertEquals(1 + others.size(), contacts("alice").size());
    }

    @Test
    void ofEqualContactsInOneRegistrationTheLastCounts() throws Exception {
        put("alice", 1, binding("sip:a@h", 0.1, 1), binding("sip:a@H", 0.2, 1));
        assertEquals(List.of("sip:a@H"), contacts("alice"));
    }

    @Test
    void removesOneContactOrAll() throws Exception {
        put("alice", 1, binding(DESK, 1, 1), binding(MOBILE, 0.5, 1));
        List<Binding> left = get(store.update("alice", List.of(), List.of("sip:alice@192.0.2.1:5060"), CALL, 2));
        assertEquals(List.of(MOBILE), contacts(left));
        assertEquals(List.of(MOBILE), contacts("alice"));
        assertEquals(List.of(), get(store.update("alice", List.of(), List.of("*"), CALL, 3)));
        assertEquals(List.of(), contacts("alice"));
        assertEquals(List.of(), get(store.list(100)));
    }

    @Test
    void removingWhatIsNotThereIsNoError() throws Exception {
        assertEquals(List.of(), get(store.update("alice", List.of(), List.of(DESK), CALL, 1)));
        assertEquals(List.of(), get(store.update("alice", List.of(), List.of("*"), CALL, 1)));
    }

    @Test
    void aRegistrationThatIsNotNewerChangesNothing() throws Exception {
        put("alice", 5, binding(DESK, 1, 5));
        assertThrows(OutdatedException.class, () -> put("alice", 4, binding(DESK, 0.1, 4)));
        assertThrows(OutdatedException.class, () -> put("alice", 5, binding(DESK, 0.1, 5)));
        assertThrows(OutdatedException.class, () -> get(store.update("alice", List.of(), List.of(DESK), CALL, 4)));
        assertThrows(OutdatedException.class, () -> get(store.update("alice", List.of(), List.of("*"), CALL, 4)));
        assertEquals(1, get(store.find("alice")).get(0).q());
    }

    @Test
    void allOfARegistrationCountsOrNothing() throws Exception {
        put("alice", 5, binding(DESK, 1, 5));
        assertThrows(OutdatedException.class, () -> put("alice", 4, binding(MOBILE, 1, 4), binding(DESK, 1, 4)));
        assertEquals(List.of(DESK), contacts("alice"));
    }

    @Test
    void anotherCallAfterAReset() throws Exception {
        put("alice", 5, binding(DESK, 1, 5));
        assertEquals(
                1,
                get(store.update("alice", List.of(binding(DESK, 0.5, 1)), List.of(), "call-2", 1))
                        .size());
        assertEquals(0.5, get(store.find("alice")).get(0).q());
    }

    @Test
    void aUserHasSoManyContactsAndNoMore() throws Exception {
        Binding[] most = contacts(LocationStore.MAX_CONTACTS, 1);
        put("alice", 1, most);
        assertThrows(TooManyContactsException.class, () -> put("alice", 2, binding(DESK, 1, 2)));
        assertEquals(most.length, contacts("alice").size());
        put("alice", 2, contacts(LocationStore.MAX_CONTACTS, 2)); // renewing them is always possible
        get(store.update("alice", List.of(binding(DESK, 1, 3)), List.of(most[0].contact()), CALL, 3));
        assertEquals(DESK, contacts("alice").get(0));
        assertThrows(TooManyContactsException.class, () -> put("bob", 1, contacts(LocationStore.MAX_CONTACTS + 1, 1)));
        assertEquals(List.of(), contacts("bob"));
    }

    private static Binding[] contacts(int number, long cseq) {
        return IntStream.range(0, number)
                .mapToObj(i -> binding("sip:alice@192.0.2.1:" + (6000 + i), 0.5, cseq))
                .toArray(Binding[]::new);
    }

    @Test
    void aBindingEndsByItselfAndTheOthersStay() throws Exception {
        Binding brief = new Binding(
                MOBILE, "udp:192.0.2.1:5060", "node", 1, Instant.now().plusMillis(600), CALL, 1);
        assertEquals(List.of(MOBILE, DESK), contacts(put("alice", 1, brief, binding(DESK, 0.5, 1))));
        await().atMost(Duration.ofSeconds(WAIT_SECONDS))
                .untilAsserted(() -> assertEquals(List.of(DESK), contacts("alice")));
        assertFalse(Instant.now().isBefore(brief.expires()));
        assertEquals(1, get(store.list(100)).size());
    }

    @Test
    void listsUsersUpToALimit() throws Exception {
        Set<String> users = new HashSet<>();
        for (int i = 0; i < 30; i++) {
            users.add("user" + i);
            put("user" + i, 1, binding(DESK, 1, 1));
        }
        put("user7", 2, binding(MOBILE, 1, 2));
        List<Registration> all = get(store.list(1000));
        assertEquals(31, all.size());
        assertEquals(users, new HashSet<>(all.stream().map(Registration::user).toList()));
        assertEquals(12, get(store.list(12)).size());
        assertEquals(0, get(store.list(0)).size());
    }

    @Test
    void namesAreJustText() throws Exception {
        List<String> names = List.of("*", "alice bob", "ä:ö", "a\nb", "[x]", "+49");
        List<CompletionStage<List<Binding>>> answers = new ArrayList<>();
        for (String name : names) {
            answers.add(store.update(
                    name, List.of(binding("sip:" + names.indexOf(name) + "@h", 1, 1)), List.of(), CALL, 1));
        }
        for (CompletionStage<List<Binding>> answer : answers) {
            assertEquals(1, get(answer).size());
        }
        for (String name : names) {
            assertEquals(List.of("sip:" + names.indexOf(name) + "@h"), contacts(name));
        }
        assertEquals(names.size(), get(store.list(100)).size());
    }
}
