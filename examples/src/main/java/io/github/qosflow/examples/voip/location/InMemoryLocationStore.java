package io.github.qosflow.examples.voip.location;

import static java.util.concurrent.CompletableFuture.completedFuture;
import static java.util.concurrent.CompletableFuture.failedFuture;

import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.concurrent.CompletionStage;

/**
 * Keeps the registrations of one server as long as it runs. Whatever is asked, of whomever, first drops all bindings that have
 * expired: there are never more than the given number. Answers are there at once. Thread-safe.
 */
public final class InMemoryLocationStore implements LocationStore {
    private final Clock clock;
    private final int maxBindings;
    private final Map<String, User> users = new HashMap<>();
    private final NavigableSet<User> byExpiry =
            new TreeSet<>(Comparator.comparing(User::next).thenComparing(User::name));
    private int count;

    private record User(String name, List<Binding> bindings, Instant next) {
        static User of(String name, List<Binding> bindings) {
            return new User(
                    name,
                    bindings,
                    bindings.stream()
                            .map(Binding::expires)
                            .min(Comparator.naturalOrder())
                            .orElse(Instant.MAX));
        }
    }

    /**
     * A store with nobody in it.
     *
     * @param clock tells when bindings expire
     * @param maxBindings of all users together; what would be more fails with an {@code IOException}
     */
    public InMemoryLocationStore(Clock clock, int maxBindings) {
        this.clock = clock;
        this.maxBindings = maxBindings;
    }

    @Override
    public synchronized CompletionStage<List<Binding>> find(String user) {
        dropExpired();
        return completedFuture(of(user));
    }

    @Override
    public synchronized CompletionStage<List<Binding>> update(
            String user, List<Binding> put, List<String> remove, String callId, long cseq) {
        dropExpired();
        try {
            List<Binding> before = of(user);
            List<Binding> after = Bindings.updated(before, put, remove, callId, cseq);
            if (after.size() > before.size() && count - before.size() + after.size() > maxBindings) {
                throw new IOException("no room for " + user + ": there are " + count + " bindings of at most "
                        + maxBindings + "; try again when some have expired");
            }
            replace(user, after);
            return completedFuture(after);
        } catch (IOException | OutdatedException | TooManyContactsException e) {
            return failedFuture(e);
        }
    }

    @Override
    public synchronized CompletionStage<List<Registration>> list(int limit) {
        dropExpired();
        return completedFuture(users.values().stream()
                .flatMap(user -> user.bindings().stream().map(binding -> new Registration(user.name(), binding)))
                .limit(limit)
                .toList());
    }

    @Override
    public void close() {}

    private List<Binding> of(String user) {
        User there = users.get(user);
        return there == null ? List.of() : there.bindings();
    }

    private void dropExpired() {
        Instant now = clock.instant();
        while (!byExpiry.isEmpty() && !byExpiry.first().next().isAfter(now)) {
            User user = byExpiry.first();
            replace(user.name(), Bindings.live(user.bindings(), now));
        }
    }

    private void replace(String name, List<Binding> bindings) {
        User before = users.remove(name);
        if (before != null) {
            byExpiry.remove(before);
            count -= before.bindings().size();
        }
        if (!bindings.isEmpty()) {
            User after = User.of(name, bindings);
            users.put(name, after);
            byExpiry.add(after);
            count += bindings.size();
        }
    }
}
