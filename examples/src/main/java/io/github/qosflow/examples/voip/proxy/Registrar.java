package io.github.qosflow.examples.voip.proxy;

import gov.nist.javax.sip.address.SipUri;
import gov.nist.javax.sip.header.Contact;
import gov.nist.javax.sip.header.ContactList;
import gov.nist.javax.sip.message.SIPRequest;
import gov.nist.javax.sip.message.SIPResponse;
import io.github.qosflow.examples.voip.location.AddressOfRecord;
import io.github.qosflow.examples.voip.location.Binding;
import io.github.qosflow.examples.voip.location.LocationStore;
import io.github.qosflow.examples.voip.sip.Replies;
import io.github.qosflow.examples.voip.transaction.ServerTransaction;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import javax.sip.header.ExpiresHeader;

/** Takes registrations (RFC 3261 section 10.3). */
final class Registrar {
    private static final int SHORTEST_SECONDS = 30;
    private static final int LONGEST_SECONDS = 7200;
    private static final int DEFAULT_SECONDS = 3600;

    private final LocationStore store;
    private final String node;
    private final Clock clock;
    private final Executor loop;

    Registrar(LocationStore store, String node, Clock clock, Executor loop) {
        this.store = store;
        this.node = node;
        this.clock = clock;
        this.loop = loop;
    }

    void register(ServerTransaction transaction, SIPRequest request) {
        String user = AddressOfRecord.of(request.getTo().getAddress().getURI());
        if (user.isEmpty()) {
            transaction.respond(Replies.to(request, 404));
            return;
        }
        try {
            answer(transaction, request, apply(user, request, transaction.from().text()));
        } catch (Refused e) {
            transaction.respond(e.answer);
        }
    }

    private void answer(ServerTransaction transaction, SIPRequest request, CompletionStage<List<Binding>> bindings) {
        new Later(transaction, request, loop)
                .on(
                        bindings,
                        (now, failure) -> transaction.respond(
                                failure == null ? accepted(request, now) : failed(request, failure)));
    }

    private CompletionStage<List<Binding>> apply(String user, SIPRequest request, String received) throws Refused {
        ContactList contacts = request.getContactHeaders();
        if (contacts == null || contacts.isEmpty()) {
            return store.find(user);
        }
        List<Binding> put = new ArrayList<>();
        List<String> remove = new ArrayList<>();
        for (Contact contact : contacts) {
            int seconds = seconds(request, contact);
            if (contact.isWildCard()) {
                requireAlone(request, contacts, seconds);
                remove.add("*");
            } else if (!(contact.getAddress().getURI() instanceof SipUri uri)) {
                throw new Refused(Replies.to(request, 400, "Contact is no SIP URI"));
            } else if (seconds == 0) {
                remove.add(uri.toString());
            } else {
                put.add(binding(request, contact, uri, seconds, received));
            }
        }
        return store.update(
                user,
                put,
                remove,
                request.getCallId().getCallId(),
                request.getCSeq().getSeqNumber());
    }

    private static void requireAlone(SIPRequest request, ContactList contacts, int seconds) throws Refused {
        if (contacts.size() > 1 || seconds != 0) {
            throw new Refused(Replies.to(request, 400, "Contact * with other contacts or without Expires 0"));
        }
    }

    private static int seconds(SIPRequest request, Contact contact) throws Refused {
        ExpiresHeader header = request.getExpires();
        int asked = contact.isWildCard() || contact.getExpires() < 0
                ? header == null ? DEFAULT_SECONDS : header.getExpires()
                : contact.getExpires();
        if (asked > 0 && asked < SHORTEST_SECONDS) {
            SIPResponse tooBrief = Replies.to(request, 423);
            tooBrief.addHeader("Min-Expires: " + SHORTEST_SECONDS);
            throw new Refused(tooBrief);
        }
        return Math.min(asked, LONGEST_SECONDS);
    }

    private Binding binding(SIPRequest request, Contact contact, SipUri uri, int seconds, String received) {
        float q = contact.getQValue();
        return new Binding(
                uri.toString(),
                received,
                node,
                q < 0 ? 1 : q,
                clock.instant().plusSeconds(seconds),
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

    private static SIPResponse failed(SIPRequest request, Throwable failure) {
        if (failure instanceof LocationStore.OutdatedException) {
            return Replies.to(request, 400, "Out of order");
        } else if (failure instanceof LocationStore.TooManyContactsException) {
            return Replies.to(request, 403, "Too many contacts");
        }
        return Replies.overloaded(request);
    }

    /** What cannot be registered, and the answer that says why. */
    private static final class Refused extends Exception {
        private static final long serialVersionUID = 1;
        private final transient SIPResponse answer;

        Refused(SIPResponse answer) {
            super(answer.getReasonPhrase(), null, false, false);
            this.answer = answer;
        }
    }
}
