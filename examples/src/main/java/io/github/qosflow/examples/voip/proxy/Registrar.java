package io.github.qosflow.examples.voip.proxy;

import gov.nist.javax.sip.address.SipUri;
import gov.nist.javax.sip.header.Contact;
import gov.nist.javax.sip.message.SIPRequest;
import gov.nist.javax.sip.message.SIPResponse;
import io.github.qosflow.examples.voip.location.AddressOfRecord;
import io.github.qosflow.examples.voip.location.Binding;
import io.github.qosflow.examples.voip.location.LocationStore;
import io.github.qosflow.examples.voip.sip.Replies;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;
import javax.sip.header.ExpiresHeader;

/** Takes registrations (RFC 3261 section 10.3). */
record Registrar(LocationStore store, String node, Clock clock) {
    private static final int SHORTEST_SECONDS = 30;
    private static final int LONGEST_SECONDS = 7200;
    private static final int DEFAULT_SECONDS = 3600;

    void register(Incoming incoming) {
        SIPRequest request = incoming.request();
        String user = AddressOfRecord.of(request.getTo().getAddress().getURI());
        List<Contact> contacts = request.getContactHeaders() == null ? List.of() : request.getContactHeaders();
        if (user.isEmpty()) {
            incoming.answer(404);
            return;
        }
        refusal(request, contacts)
                .ifPresentOrElse(
                        incoming::answer,
                        () -> incoming.when(
                                update(user, incoming, contacts),
                                bindings -> incoming.answer(accepted(request, bindings)),
                                incoming::answer));
    }

    private static Optional<SIPResponse> refusal(SIPRequest request, List<Contact> contacts) {
        boolean all = contacts.stream().anyMatch(Contact::isWildCard);
        if (all && (contacts.size() > 1 || seconds(request, contacts.get(0)) != 0)) {
            return Optional.of(Replies.to(request, 400, "Contact * with other contacts or without Expires 0"));
        }
        if (!all && !contacts.stream().allMatch(one -> one.getAddress().getURI() instanceof SipUri)) {
            return Optional.of(Replies.to(request, 400, "Contact is no SIP URI"));
        }
        IntStream seconds = contacts.stream().mapToInt(one -> seconds(request, one));
        if (seconds.anyMatch(asked -> asked > 0 && asked < SHORTEST_SECONDS)) {
            SIPResponse answer = Replies.to(request, 423);
            answer.addHeader("Min-Expires: " + SHORTEST_SECONDS);
            return Optional.of(answer);
        }
        return Optional.empty();
    }

    /** For how long a contact is to be registered; 0: no longer. */
    private static int seconds(SIPRequest request, Contact contact) {
        ExpiresHeader header = request.getExpires();
        int asked = contact.isWildCard() || contact.getExpires() < 0
                ? header == null ? DEFAULT_SECONDS : header.getExpires()
                : contact.getExpires();
        return Math.min(asked, LONGEST_SECONDS);
    }

    private CompletionStage<List<Binding>> update(String user, Incoming incoming, List<Contact> contacts) {
        SIPRequest request = incoming.request();
        if (contacts.isEmpty()) {
            return store.find(user);
        }
        List<Binding> put = contacts.stream()
                .filter(contact -> seconds(request, contact) > 0)
                .map(contact -> binding(incoming, contact))
                .toList();
        List<String> remove = contacts.stream()
                .filter(contact -> seconds(request, contact) == 0)
                .map(contact -> contact.isWildCard() ? "*" : uri(contact))
                .toList();
        return store.update(
                user,
                put,
                remove,
                request.getCallId().getCallId(),
                request.getCSeq().getSeqNumber());
    }

    private static String uri(Contact contact) {
        return contact.getAddress().getURI().toString();
    }

    private Binding binding(Incoming incoming, Contact contact) {
        SIPRequest request = incoming.request();
        float q = contact.getQValue();
        return new Binding(
                uri(contact),
                incoming.from().text(),
                node,
                q < 0 ? 1 : q,
                clock.instant().plusSeconds(seconds(request, contact)),
                request.getCallId().getCallId(),
                request.getCSeq().getSeqNumber());
    }

    private SIPResponse accepted(SIPRequest request, List<Binding> bindings) {
        SIPResponse ok = Replies.to(request, 200);
        Instant now = clock.instant();
        for (Binding binding : bindings) {
            long seconds = Math.max(1, Duration.between(now, binding.expires()).toSeconds());
            ok.addHeader(String.format(
                    Locale.ROOT, "Contact: <%s>;expires=%d;q=%.2f", binding.contact(), seconds, binding.q()));
        }
        return ok;
    }
}
