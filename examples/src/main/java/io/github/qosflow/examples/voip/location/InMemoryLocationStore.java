package io.github.qosflow.examples.voip.location;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** TEMPORARY. */
public final class InMemoryLocationStore implements LocationStore {
    private final Clock clock;
    private final Map<String, List<Binding>> users = new HashMap<>();

    public InMemoryLocationStore(Clock clock, int limit) {
        this.clock = clock;
    }

    @Override
    public synchronized CompletionStage<List<Binding>> find(String user) {
        Instant now = clock.instant();
        return CompletableFuture.completedFuture(users.getOrDefault(user, List.of()).stream()
                .filter(b -> b.expires().isAfter(now))
                .sorted(Comparator.comparingDouble(Binding::q).reversed())
                .toList());
    }

    @Override
    public synchronized CompletionStage<List<Binding>> update(
            String user, List<Binding> put, List<String> remove, String callId, long cseq) {
        List<Binding> now = new ArrayList<>(users.getOrDefault(user, List.of()));
        now.removeIf(b -> remove.contains("*")
                || remove.contains(b.contact())
                || put.stream().anyMatch(p -> p.contact().equals(b.contact())));
        now.addAll(put);
        users.put(user, now);
        return find(user);
    }

    @Override
    public synchronized CompletionStage<List<Registration>> list(int limit) {
        return CompletableFuture.completedFuture(users.entrySet().stream()
                .flatMap(e -> e.getValue().stream().map(b -> new Registration(e.getKey(), b)))
                .limit(limit)
                .toList());
    }

    @Override
    public void close() {}
}
