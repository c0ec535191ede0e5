package io.github.qosflow.examples.voip.proxy;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The calls there are, by Call-ID, the oldest first. On the signaling event loop only. */
final class CallTable {
    private final Map<String, Call> calls = new LinkedHashMap<>();
    private long begun;
    private long failed;

    Optional<Call> find(String callId) {
        return Optional.ofNullable(calls.get(callId));
    }

    void begin(Call call) {
        calls.put(call.id(), call);
        begun++;
    }

    void end(Call call) {
        if (calls.remove(call.id(), call)) {
            call.close();
        }
    }

    /** A call that nobody answered because something went wrong. */
    void fail(Call call) {
        failed++;
        end(call);
    }

    Collection<Call> all() {
        return calls.values();
    }

    long begun() {
        return begun;
    }

    long failed() {
        return failed;
    }

    void close() {
        List.copyOf(calls.values()).forEach(this::end);
    }
}
