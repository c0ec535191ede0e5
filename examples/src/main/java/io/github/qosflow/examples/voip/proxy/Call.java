package io.github.qosflow.examples.voip.proxy;

import gov.nist.javax.sip.header.ContentType;
import gov.nist.javax.sip.message.SIPMessage;
import gov.nist.javax.sip.message.SIPRequest;
import io.github.qosflow.examples.voip.location.AddressOfRecord;
import io.github.qosflow.examples.voip.media.MediaSession;
import io.github.qosflow.examples.voip.media.Side;
import io.github.qosflow.examples.voip.proxy.Conversations.Snapshot;
import io.github.qosflow.examples.voip.sip.Hop;
import io.netty.util.concurrent.ScheduledFuture;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import javax.sip.address.URI;
import org.jspecify.annotations.Nullable;

/**
 * A call that goes through this server: who takes part and how they are reached. A call that was forked may have several callees who
 * answered, each in a dialog of its own; it lasts until the last dialog has ended. On the signaling event loop only.
 */
final class Call {
    /** More phones, or one that makes up ever new tags, are not remembered. */
    private static final int CALLEES = 100;

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

    Call(SIPRequest invite, Hop callerHop, @Nullable MediaSession media, Instant now) {
        this.id = invite.getCallId().getCallId();
        this.caller = name(invite.getFrom().getAddress().getURI());
        this.callee = name(invite.getTo().getAddress().getURI());
        this.callerTag = String.valueOf(invite.getFromTag());
        this.callerHop = callerHop;
        this.media = media;
        this.since = now;
    }

    private static String name(URI uri) {
        String user = AddressOfRecord.of(uri);
        return user.isEmpty() ? uri.toString() : user;
    }

    String id() {
        return id;
    }

    /** Who sent a request with this From tag. */
    Side author(@Nullable String fromTag) {
        return callerTag.equals(fromTag) ? Side.CALLER : Side.CALLEE;
    }

    void ringing(String calleeTag, Hop hop) {
        if (callees.size() < CALLEES) {
            callees.putIfAbsent(calleeTag, hop);
        }
    }

    /** Somebody answered: another dialog, if it is none of those there are. */
    void answered(String calleeTag, Hop hop, Instant now) {
        if (dialogs.isEmpty()) {
            since = now;
        }
        if (dialogs.size() < CALLEES) {
            callees.putIfAbsent(calleeTag, hop);
            dialogs.add(calleeTag);
        }
    }

    /**
     * A side said something within a dialog: there it is reached from now on.
     *
     * @return where the other side is reached; empty if there is no such dialog
     */
    Optional<Hop> heard(Side author, String calleeTag, Hop from) {
        Hop calleeHop = callees.get(calleeTag);
        if (calleeHop == null) {
            return Optional.empty();
        }
        if (author == Side.CALLEE) {
            callees.put(calleeTag, from);
            return Optional.of(callerHop);
        }
        callerHop = from;
        return Optional.of(calleeHop);
    }

    /** A dialog has ended. Whether it was the last one. */
    boolean ended(String calleeTag) {
        dialogs.remove(calleeTag);
        callees.remove(calleeTag);
        return dialogs.isEmpty();
    }

    /** Puts the relay's addresses into what one side wrote, if it describes media that is relayed. */
    CompletionStage<?> relay(Side author, SIPMessage message, Hop reader, Executor loop) {
        byte[] description = message.getRawContent();
        ContentType type = message.getContentTypeHeader();
        boolean described = description != null && description.length > 0 && type != null;
        if (media == null || !described || type.compareMediaRange("application/sdp") != 0) {
            return CompletableFuture.completedFuture(null);
        }
        return media.relay(author, description, reader.address().getAddress())
                .thenAcceptAsync(message::setMessageContent, loop);
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

    Snapshot snapshot() {
        return new Snapshot(id, caller, callee, !dialogs.isEmpty(), since, media == null ? List.of() : media.legs());
    }
}
