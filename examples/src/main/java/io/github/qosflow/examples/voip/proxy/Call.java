package io.github.qosflow.examples.voip.proxy;

import io.github.qosflow.examples.voip.media.MediaLeg;
import io.github.qosflow.examples.voip.media.MediaSession;
import io.github.qosflow.examples.voip.media.Side;
import io.github.qosflow.examples.voip.sip.Hop;
import io.netty.util.concurrent.ScheduledFuture;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A call that goes through this server: who takes part and how they are reached. A call that was forked may have several callees who
 * answered, each in a dialog of its own; it lasts until the last dialog has ended. On the signaling event loop only.
 */
final class Call {
    private final String id;
    private final String caller;
    private final String callee;
    private final String callerTag;
    private final @Nullable MediaSession media;
    /** By tag; also of callees whose phone only rings. */
    private final Map<String, Hop> callees = new HashMap<>();

    private final Set<String> dialogs = new HashSet<>();
    private Hop callerHop;
    private Instant since;
    private @Nullable ScheduledFuture<?> limit;

    Call(
            String id,
            String caller,
            String callee,
            String callerTag,
            Hop callerHop,
            @Nullable MediaSession media,
            Instant now) {
        this.id = id;
        this.caller = caller;
        this.callee = callee;
        this.callerTag = callerTag;
        this.callerHop = callerHop;
        this.media = media;
        this.since = now;
    }

    String id() {
        return id;
    }

    String caller() {
        return caller;
    }

    String callee() {
        return callee;
    }

    /** Who sent a request with this From tag. */
    Side author(@Nullable String fromTag) {
        return callerTag.equals(fromTag) ? Side.CALLER : Side.CALLEE;
    }

    boolean talking() {
        return !dialogs.isEmpty();
    }

    /** When it began to ring or to talk. */
    Instant since() {
        return since;
    }

    void ringing(String calleeTag, Hop hop) {
        callees.putIfAbsent(calleeTag, hop);
    }

    /** Somebody answered: another dialog, if it is none of those there are. */
    void answered(String calleeTag, Hop hop, Instant now) {
        if (dialogs.isEmpty()) {
            since = now;
        }
        ringing(calleeTag, hop);
        dialogs.add(calleeTag);
    }

    /** A dialog has ended. Whether it was the last one. */
    boolean ended(String calleeTag) {
        dialogs.remove(calleeTag);
        callees.remove(calleeTag);
        return dialogs.isEmpty();
    }

    /** How to reach one side; null for a callee who did not answer. */
    @Nullable
    Hop hop(Side side, @Nullable String calleeTag) {
        return side == Side.CALLER ? callerHop : callees.get(calleeTag);
    }

    /** A side was heard from: there it is reached from now on. */
    void heard(Side side, @Nullable String calleeTag, Hop from) {
        if (side == Side.CALLER) {
            callerHop = from;
        } else if (calleeTag != null) {
            callees.computeIfPresent(calleeTag, (tag, before) -> from);
        }
    }

    @Nullable
    MediaSession media() {
        return media;
    }

    List<MediaLeg> legs() {
        return media == null ? List.of() : media.legs();
    }

    /** Replaces what would end it if nobody is heard from again. */
    void limit(ScheduledFuture<?> end) {
        stopLimit();
        limit = end;
    }

    private void stopLimit() {
        if (limit != null) {
            limit.cancel(false);
        }
    }

    void close() {
        stopLimit();
        if (media != null) {
            media.close();
        }
    }
}
