package io.github.qosflow.examples.voip.proxy;

import gov.nist.javax.sip.address.SipUri;
import gov.nist.javax.sip.message.SIPMessage;
import gov.nist.javax.sip.message.SIPRequest;
import gov.nist.javax.sip.message.SIPResponse;
import io.github.qosflow.examples.voip.media.MediaLeg;
import io.github.qosflow.examples.voip.media.Side;
import io.github.qosflow.examples.voip.sip.Hop;
import io.github.qosflow.examples.voip.sip.Replies;
import io.netty.channel.EventLoop;
import java.time.Clock;
import java.time.Instant;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The calls: how they begin, what is said within them, and how each comes to its end. On the signaling event loop only. */
public final class Conversations {
    /** How long a call lasts at most if nobody renews it (re-INVITE, UPDATE) and nobody says for how long it shall. */
    private static final long LONGEST_SECONDS = TimeUnit.HOURS.toSeconds(12);
    /** RFC 4028 section 4. */
    private static final Pattern SESSION_EXPIRES =
            Pattern.compile("(?:session-expires|x)\\s*:\\s*([0-9]{1,9})\\b.*", Pattern.CASE_INSENSITIVE);

    private final EventLoop loop;
    private final Forwarding forwarding;
    private final Targets targets;
    private final MediaOpener media;
    private final Clock clock;
    /** By Call-ID, the oldest first. */
    private final Map<String, Call> calls = new LinkedHashMap<>();

    private long begun;
    private long failed;

    Conversations(EventLoop loop, Forwarding forwarding, Targets targets, MediaOpener media, Clock clock) {
        this.loop = loop;
        this.forwarding = forwarding;
        this.targets = targets;
        this.media = media;
        this.clock = clock;
    }

    /** An INVITE that begins a call. */
    void begin(Incoming invite, List<Target> found) {
        SIPRequest request = invite.request();
        String id = request.getCallId().getCallId();
        if (calls.containsKey(id)) {
            invite.answer(Replies.to(request, 482, "Merged Request")); // by another way, RFC 3261 section 8.2.2.2
            return;
        }
        Runnable idle = () -> Optional.ofNullable(calls.get(id)).ifPresent(this::end);
        Call call = new Call(request, invite.from(), media.open(() -> loop.execute(idle)), clock.instant());
        calls.put(id, call);
        begun++;
        invite.transaction().onCancel(() -> refuse(call, invite, Replies.to(request, 487)));
        invite.when(
                call.relay(Side.CALLER, request, found.get(0).firstHop(), loop),
                done -> Fork.start(forwarding, invite, found, (answer, hop) -> answered(call, invite, answer, hop)),
                refusal -> refuse(call, invite, refusal));
    }

    private void answered(Call call, Incoming invite, SIPResponse answer, Hop hop) {
        if (answer.getStatusCode() >= 300) {
            refuse(call, invite, answer);
            return;
        }
        String tag = answer.getToTag();
        if (tag != null && answer.getStatusCode() < 200) {
            call.ringing(tag, hop);
        } else if (tag != null) {
            call.answered(tag, hop, clock.instant());
            limit(call, answer);
        }
        relay(call, Side.CALLEE, answer, invite);
    }

    /** The call does not come about. */
    private void refuse(Call call, Incoming invite, SIPResponse answer) {
        invite.answer(answer);
        int status = answer.getStatusCode();
        if (status == 408 || (status >= 500 && status != 603)) {
            failed++;
        }
        end(call);
    }

    private void limit(Call call, SIPMessage agreement) {
        if (calls.get(call.id()) == call) { // else an answer that came once more after the call had ended
            call.limit(loop.schedule(() -> end(call), seconds(agreement), TimeUnit.SECONDS));
        }
    }

    private static long seconds(SIPMessage agreement) {
        for (Iterator<String> headers = agreement.getUnrecognizedHeaders(); headers.hasNext(); ) {
            Matcher header = SESSION_EXPIRES.matcher(headers.next());
            if (header.matches()) {
                return Long.parseLong(header.group(1));
            }
        }
        return LONGEST_SECONDS;
    }

    /** An answer whose description cannot be relayed goes on as it is: the conversation may still be had. */
    private void relay(Call call, Side author, SIPResponse answer, Incoming to) {
        call.relay(author, answer, to.from(), loop).whenCompleteAsync((done, failure) -> to.answer(answer), loop);
    }

    /** A request within a dialog. */
    void within(Incoming request) {
        find(request.request(), request.from())
                .ifPresentOrElse(dialog -> forward(request, dialog), () -> request.answer(481));
    }

    /** What a request is said in: the dialog, of which the callee's tag tells, and where the other side is reached. */
    private record Dialog(Call call, Side author, String calleeTag, Target reader) {}

    private Optional<Dialog> find(SIPRequest request, Hop from) {
        Call call = calls.get(request.getCallId().getCallId());
        if (call == null) {
            return Optional.empty();
        }
        Side author = call.author(request.getFromTag());
        String calleeTag = String.valueOf(author == Side.CALLER ? request.getToTag() : request.getFromTag());
        return call.heard(author, calleeTag, from)
                .map(seen ->
                        new Dialog(call, author, calleeTag, Target.of(request.getRequestURI(), next(request, seen))));
    }

    /** The next proxy's, if there is another one, else the phone. */
    private Hop next(SIPRequest request, Hop seen) {
        SipUri uri = Routes.top(request).orElse((SipUri) request.getRequestURI());
        return targets.reachWithin(uri, seen);
    }

    private void forward(Incoming request, Dialog in) {
        request.when(
                in.call.relay(in.author, request.request(), in.reader.firstHop(), loop),
                done -> Fork.start(
                        forwarding, request, List.of(in.reader), (answer, hop) -> answered(request, in, answer)),
                request::answer);
    }

    private void answered(Incoming request, Dialog in, SIPResponse answer) {
        int status = answer.getStatusCode();
        if (status < 300) {
            relay(in.call, in.author.other(), answer, request);
        } else {
            request.answer(answer);
        }
        if (ends(request, status)) {
            hangUp(in);
        } else if (status / 100 == 2 && (request.is("INVITE") || request.is("UPDATE"))) {
            limit(in.call, answer);
        }
    }

    /** BYE, unless it is asked for a password, and whatever the phone knows no dialog for or does not answer. */
    private static boolean ends(Incoming request, int status) {
        boolean bye = request.is("BYE") && status >= 200 && status != 401 && status != 407;
        return bye || status == 481 || status == 408;
    }

    private void hangUp(Dialog dialog) {
        if (dialog.call.ended(dialog.calleeTag)) {
            end(dialog.call);
        }
    }

    private void end(Call call) {
        if (calls.remove(call.id(), call)) {
            call.close();
        }
    }

    /** An ACK of a 2xx; goes nowhere if there is no such call. */
    void acknowledged(SIPRequest ack, Hop from) {
        find(ack, from)
                .ifPresent(in -> in.call
                        .relay(in.author, ack, in.reader.firstHop(), loop)
                        .thenRunAsync(() -> forwarding.acknowledge(ack, in.reader, from), loop));
    }

    /** {@return how many calls there are} */
    public int count() {
        return calls.size();
    }

    /** {@return how many calls began since the start} */
    public long begun() {
        return begun;
    }

    /** {@return how many calls failed since the start: nobody could be asked or nobody answered} */
    public long failed() {
        return failed;
    }

    /** {@return the calls as they are now, the oldest first} */
    public List<Snapshot> snapshot() {
        return calls.values().stream().map(Call::snapshot).toList();
    }

    /** Ends all calls: their media and their flows. The phones are not told. */
    public void close() {
        List.copyOf(calls.values()).forEach(this::end);
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
