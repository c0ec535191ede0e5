package io.github.qosflow.examples.voip.proxy;

import gov.nist.javax.sip.address.SipUri;
import gov.nist.javax.sip.message.SIPMessage;
import gov.nist.javax.sip.message.SIPRequest;
import gov.nist.javax.sip.message.SIPResponse;
import io.github.qosflow.examples.voip.location.AddressOfRecord;
import io.github.qosflow.examples.voip.media.MediaLeg;
import io.github.qosflow.examples.voip.media.Side;
import io.github.qosflow.examples.voip.sip.Hop;
import io.github.qosflow.examples.voip.sip.Replies;
import io.github.qosflow.examples.voip.transaction.ServerTransaction;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The calls: how they begin, what is said within them, and how each comes to its end. On the signaling event loop only. */
public final class Conversations {
    /** How long a call lasts at most if nobody renews it (re-INVITE, UPDATE) and nobody says for how long it shall (RFC 4028). */
    private static final long LONGEST_SECONDS = TimeUnit.HOURS.toSeconds(12);

    private final Proxy proxy;
    private final Targets targets;
    private final MediaOpener media;
    private final Clock clock;
    private final CallTable calls = new CallTable();

    Conversations(Proxy proxy, Targets targets, MediaOpener media, Clock clock) {
        this.proxy = proxy;
        this.targets = targets;
        this.media = media;
        this.clock = clock;
    }

    /** An INVITE that begins a call. */
    void begin(ServerTransaction transaction, SIPRequest request, List<Target> found) {
        String id = request.getCallId().getCallId();
        if (calls.find(id).isPresent()) {
            transaction.respond(Replies.to(request, 482, "Merged Request")); // by another way, RFC 3261 section 8.2.2.2
            return;
        }
        Call call = open(transaction, request);
        calls.begin(call);
        transaction.onCancel(() -> {
            transaction.respond(Replies.to(request, 487));
            calls.end(call);
        });
        new Later(transaction, request, proxy.loop())
                .on(
                        relay(
                                call,
                                Side.CALLER,
                                request,
                                found.get(0).ways().get(0).hop()),
                        (done, failure) -> invite(transaction, request, found, call, failure));
    }

    private Call open(ServerTransaction transaction, SIPRequest request) {
        String id = request.getCallId().getCallId();
        return new Call(
                id,
                name(request.getFrom().getAddress().getURI()),
                name(request.getTo().getAddress().getURI()),
                String.valueOf(request.getFromTag()),
                transaction.from(),
                media.open(() -> proxy.loop().execute(() -> calls.find(id).ifPresent(calls::end))),
                clock.instant());
    }

    private static String name(javax.sip.address.URI uri) {
        String user = AddressOfRecord.of(uri);
        return user.isEmpty() ? uri.toString() : user;
    }

    private void invite(
            ServerTransaction transaction,
            SIPRequest request,
            List<Target> found,
            Call call,
            @Nullable Throwable failure) {
        if (transaction.answered()) {
            return; // cancelled meanwhile
        }
        if (failure != null) {
            transaction.respond(MediaFailure.answer(request, failure));
            calls.fail(call);
            return;
        }
        new Fork(proxy, transaction, request, found, new Fork.Answers() {
                    @Override
                    public void forward(SIPResponse response, Hop hop) {
                        note(call, response, hop);
                        relayAnswer(transaction, call, Side.CALLEE, response);
                    }

                    @Override
                    public void over(int status) {
                        if (status == 408 || (status >= 500 && status != 603)) {
                            calls.fail(call);
                        } else {
                            calls.end(call);
                        }
                    }
                })
                .start();
    }

    private void note(Call call, SIPResponse response, Hop hop) {
        String tag = response.getToTag();
        if (tag == null) {
            return;
        }
        if (response.getStatusCode() < 200) {
            call.ringing(tag, hop);
        } else {
            call.answered(tag, hop, clock.instant());
            limit(call, response);
        }
    }

    private void limit(Call call, SIPResponse response) {
        long seconds = SessionExpires.seconds(response).orElse(LONGEST_SECONDS);
        call.limit(proxy.loop().schedule(() -> calls.end(call), seconds, TimeUnit.SECONDS));
    }

    private void relayAnswer(ServerTransaction transaction, Call call, Side author, SIPResponse response) {
        // a description that cannot be relayed goes on as it is: the conversation may still be had
        relay(call, author, response, transaction.from())
                .whenCompleteAsync((done, failure) -> transaction.respond(response), proxy.loop());
    }

    /** A request within a dialog. */
    void within(ServerTransaction transaction, SIPRequest request) {
        Call call = calls.find(request.getCallId().getCallId()).orElse(null);
        Target target = call == null ? null : target(call, request, transaction.from());
        if (call == null || target == null) {
            transaction.respond(Replies.to(request, 481));
            return;
        }
        Side author = call.author(request.getFromTag());
        Hop reader = target.ways().get(0).hop();
        new Later(transaction, request, proxy.loop())
                .on(
                        relay(call, author, request, reader),
                        (done, failure) -> forward(transaction, request, call, target, failure));
    }

    private void forward(
            ServerTransaction transaction, SIPRequest request, Call call, Target target, @Nullable Throwable failure) {
        if (failure != null) {
            transaction.respond(MediaFailure.answer(request, failure));
            return;
        }
        Side author = call.author(request.getFromTag());
        String calleeTag = calleeTag(author, request);
        new Fork(proxy, transaction, request, List.of(target), new Fork.Answers() {
                    @Override
                    public void forward(SIPResponse response, Hop hop) {
                        relayAnswer(transaction, call, author.other(), response);
                        if (response.getStatusCode() >= 200) {
                            finished(request, response, call, calleeTag);
                        }
                    }

                    @Override
                    public void over(int status) {
                        boolean challenged = status == 401 || status == 407;
                        if (status == 481 || status == 408 || (ending(request) && !challenged)) {
                            hangUp(call, calleeTag);
                        }
                    }
                })
                .start();
    }

    private void finished(SIPRequest request, SIPResponse response, Call call, String calleeTag) {
        if (ending(request)) {
            hangUp(call, calleeTag);
        } else if (request.getMethod().equals("INVITE") || request.getMethod().equals("UPDATE")) {
            limit(call, response);
        }
    }

    private static boolean ending(SIPRequest request) {
        return request.getMethod().equals("BYE");
    }

    private void hangUp(Call call, String calleeTag) {
        if (call.ended(calleeTag)) {
            calls.end(call);
        }
    }

    private static String calleeTag(Side author, SIPRequest request) {
        return String.valueOf(author == Side.CALLER ? request.getToTag() : request.getFromTag());
    }

    /** Where a request within a dialog goes; null if there is no such dialog. */
    private @Nullable Target target(Call call, SIPRequest request, Hop from) {
        Side author = call.author(request.getFromTag());
        String calleeTag = calleeTag(author, request);
        if (call.hop(Side.CALLEE, calleeTag) == null) {
            return null;
        }
        call.heard(author, calleeTag, from);
        Hop seen = call.hop(author.other(), calleeTag);
        return seen == null
                ? null
                : new Target(request.getRequestURI(), 1, List.of(new Way(next(request, seen), null)));
    }

    /** The next proxy's, if there is another one, else the phone. */
    private Hop next(SIPRequest request, Hop seen) {
        SipUri uri = Routes.top(request).orElse((SipUri) request.getRequestURI());
        return targets.reachWithin(uri, seen);
    }

    /** An ACK of a 2xx: where it goes, if there is such a call. */
    CompletionStage<Optional<Target>> acknowledgement(SIPRequest request, Hop from) {
        Call call = calls.find(request.getCallId().getCallId()).orElse(null);
        Target target = call == null ? null : target(call, request, from);
        if (call == null || target == null) {
            return CompletableFuture.completedFuture(Optional.empty());
        }
        return relay(
                        call,
                        call.author(request.getFromTag()),
                        request,
                        target.ways().get(0).hop())
                .thenApply(done -> Optional.of(target));
    }

    /** Puts the relay's addresses into a message, if it describes media that is relayed. */
    private CompletionStage<?> relay(Call call, Side author, SIPMessage message, Hop reader) {
        byte[] description = message.getRawContent();
        if (call.media() == null || description == null || description.length == 0 || !describesMedia(message)) {
            return CompletableFuture.completedFuture(null);
        }
        return call.media()
                .relay(author, description, reader.address().getAddress())
                .thenAcceptAsync(message::setMessageContent, proxy.loop());
    }

    private static boolean describesMedia(SIPMessage message) {
        var type = message.getContentTypeHeader();
        return type != null
                && type.getContentType().equalsIgnoreCase("application")
                && type.getContentSubType().equalsIgnoreCase("sdp");
    }

    /** {@return how many calls there are} */
    public int count() {
        return calls.all().size();
    }

    /** {@return how many calls began since the start} */
    public long begun() {
        return calls.begun();
    }

    /** {@return how many calls failed since the start: nobody could be asked or nobody answered} */
    public long failed() {
        return calls.failed();
    }

    /** {@return the calls as they are now, the oldest first} */
    public List<Snapshot> snapshot() {
        return calls.all().stream()
                .map(call -> new Snapshot(
                        call.id(), call.caller(), call.callee(), call.talking(), call.since(), call.legs()))
                .toList();
    }

    /** Ends all calls: their media and their flows. The phones are not told. */
    public void close() {
        calls.close();
    }

    /**
     * A call.
     *
     * @param id its Call-ID
     * @param caller who called
     * @param callee whom
     * @param talking whether somebody answered
     * @param since when it began to ring or to talk
     * @param legs its media, if it is relayed
     */
    public record Snapshot(
            String id, String caller, String callee, boolean talking, Instant since, List<MediaLeg> legs) {}
}
