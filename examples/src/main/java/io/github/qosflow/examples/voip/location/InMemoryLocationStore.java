package io.github.qosflow.examples.voip.location;

import static java.util.concurrent.CompletableFuture.completedFuture;
import static java.util.concurrent.CompletableFuture.failedFuture;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/**
 * Keeps the registrations of one server as long as it runs, never more of them than the given number: when there is no room, those that
 * have expired are dropped, which is tried once a second at most since it looks at all. Answers are there at once. Thread-safe.
 */
public final class InMemoryLocationStore implements LocationStore {
    private static final Duration BETWEEN_SWEEPS = Duration.ofSeconds(1);

    private final Clock clock;
    private final int maxBindings;
    private final Map<String, List<Binding>> users = new HashMap<>();
    private int count;
    private Instant nextSweep = Instant.MIN;

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
        return completedFuture(Bindings.live(stored(user), clock.instant()));
    }

    @Override
    public synchronized CompletionStage<List<Binding>> update(
            String user, List<Binding> put, List<String> remove, String callId, long cseq) {
        return find(user)
                .thenApply(before -> Bindings.updated(before, put, remove, callId, cseq))
                .thenCompose(after -> replace(user, after));
    }

    private CompletionStage<List<Binding>> replace(String user, List<Binding> after) {
        if (!hasRoom(user, after)) {
            dropExpired(clock.instant());
        }
        if (!hasRoom(user, after)) {
            return failedFuture(new IOException("no room for " + user + ": there are " + count + " bindings of at most "
                    + maxBindings + "; try again when some have expired"));
        }
        count += after.size() - stored(user).size();
        users.compute(user, (name, before) -> after.isEmpty() ? null : after);
        return completedFuture(after);
    }

    private boolean hasRoom(String user, List<Binding> after) {
        int more = after.size() - stored(user).size();
        return more <= 0 || count + more <= maxBindings;
    }

    private void dropExpired(Instant now) {
        if (now.isBefore(nextSweep)) {
            return;
        }
        nextSweep = now.plus(BETWEEN_SWEEPS);
        users.replaceAll((user, bindings) -> Bindings.live(bindings, now));
        users.values().removeIf(List::isEmpty);
        count = users.values().stream().mapToInt(List::size).sum();
    }

    private List<Binding> stored(String user) {
        return users.getOrDefault(user, List.of());
    }

    @Override
    public synchronized CompletionStage<List<Registration>> list(int limit) {
        return completedFuture(Bindings.list(users, clock.instant(), limit));
    }

    @Override
    public void close() {}
}
