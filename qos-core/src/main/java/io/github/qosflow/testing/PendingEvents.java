package io.github.qosflow.testing;

import io.github.qosflow.DataRate;
import io.github.qosflow.QosException;
import io.github.qosflow.QosException.Reason;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** The one-shot notifications of one flow: at most one of a kind is pending, as in QOS2. */
final class PendingEvents {
    /** The three events of QOSNotifyFlow. */
    enum Kind {
        CONGESTED,
        UNCONGESTED,
        AVAILABLE
    }

    private final Map<Kind, Pending> pending = new EnumMap<>(Kind.class);

    synchronized CompletableFuture<Void> await(Kind kind, String operation, @Nullable DataRate total)
            throws QosException {
        Pending before = pending.get(kind);
        if (before != null && !before.future.isDone()) {
            throw new QosException(
                    operation, 0, Reason.ALREADY_PENDING, "Wait for the first future or cancel it, then ask again.");
        }
        Pending request = new Pending(operation, total, new CompletableFuture<>());
        pending.put(kind, request);
        return request.future;
    }

    void happened(Kind kind) {
        complete(take(kind, null));
    }

    void available(DataRate offered) {
        complete(take(Kind.AVAILABLE, offered));
    }

    void cancelAll() {
        for (Kind kind : Kind.values()) {
            Pending request = take(kind, null);
            if (request != null) {
                request.future.completeExceptionally(
                        new QosException(request.operation, 0, Reason.CANCELLED, "The flow has ended."));
            }
        }
    }

    private synchronized @Nullable Pending take(Kind kind, @Nullable DataRate offered) {
        Pending request = pending.get(kind);
        boolean enough =
                request == null || request.total == null || offered == null || offered.compareTo(request.total) >= 0;
        return enough ? pending.remove(kind) : null;
    }

    private static void complete(@Nullable Pending request) {
        if (request != null) {
            request.future.complete(null);
        }
    }

    private record Pending(String operation, @Nullable DataRate total, CompletableFuture<@Nullable Void> future) {}
}
