package io.github.qosflow.examples.voip.proxy;

import gov.nist.javax.sip.address.SipUri;
import gov.nist.javax.sip.message.SIPRequest;
import gov.nist.javax.sip.message.SIPResponse;
import io.github.qosflow.examples.voip.location.AddressOfRecord;
import io.github.qosflow.examples.voip.location.Binding;
import io.github.qosflow.examples.voip.location.LocationStore;
import io.github.qosflow.examples.voip.sip.Hop;
import io.github.qosflow.examples.voip.sip.Replies;
import io.github.qosflow.examples.voip.sip.SipSender;
import io.github.qosflow.examples.voip.transaction.ServerTransaction;
import io.github.qosflow.examples.voip.transaction.TransactionUser;
import io.github.qosflow.examples.voip.transaction.Transactions;
import io.netty.channel.EventLoop;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import javax.sip.header.OptionTag;
import javax.sip.header.ProxyRequireHeader;
import javax.sip.header.RequireHeader;

/**
 * Decides what becomes of a request (RFC 3261 section 16.3 to 16.5): refused, answered here, or forwarded. On the signaling event loop
 * only.
 */
public final class Proxy implements TransactionUser {
    private static final String ALLOW =
            "Allow: INVITE, ACK, CANCEL, BYE, OPTIONS, REGISTER, INFO, MESSAGE, UPDATE, PRACK";

    private final EventLoop loop;
    private final LocationStore store;
    private final Function<SIPRequest, Optional<SIPResponse>> authentication;
    private final Routes routes;
    private final Forwarding forwarding;
    private final Targets targets;
    private final Registrar registrar;
    private final Conversations conversations;
    private boolean draining;

    /**
     * A proxy for the users of a store.
     *
     * @param loop the signaling event loop
     * @param transactions the layer below
     * @param sender sends
     * @param addresses where this server listens
     * @param store who can be reached where
     * @param authentication what to answer to a request whose sender is unknown or may not send it; empty: go on
     * @param media opens the media of calls, empty where media goes directly
     * @param clock tells the time
     */
    public Proxy(
            EventLoop loop,
            Transactions transactions,
            SipSender sender,
            Addresses addresses,
            LocationStore store,
            Function<SIPRequest, Optional<SIPResponse>> authentication,
            MediaOpener media,
            Clock clock) {
        this.loop = loop;
        this.store = store;
        this.authentication = authentication;
        this.routes = new Routes(addresses);
        this.forwarding = new Forwarding(sender, transactions);
        this.targets = new Targets(sender, addresses);
        this.registrar = new Registrar(store, addresses.node(), clock);
        this.conversations = new Conversations(loop, forwarding, targets, media, clock);
    }

    @Override
    public void request(ServerTransaction transaction, SIPRequest request) {
        Incoming incoming = new Incoming(transaction, request, Forwarding.loopMark(request), loop);
        refusal(incoming).ifPresentOrElse(incoming::answer, () -> route(incoming));
    }

    /** RFC 3261 section 16.3. */
    private Optional<SIPResponse> refusal(Incoming incoming) {
        SIPRequest request = incoming.request();
        if (!(request.getRequestURI() instanceof SipUri)) {
            return Optional.of(Replies.to(request, 416));
        }
        if (request.getMaxForwards().getMaxForwards() == 0) {
            return Optional.of(Replies.to(request, 483));
        }
        if (forwarding.loops(incoming)) {
            return Optional.of(Replies.to(request, 482));
        }
        return unsupported(request, ProxyRequireHeader.NAME);
    }

    private static Optional<SIPResponse> unsupported(SIPRequest request, String header) {
        var required = request.getHeaders(header);
        if (!required.hasNext()) {
            return Optional.empty();
        }
        SIPResponse answer = Replies.to(request, 420);
        required.forEachRemaining(one -> answer.addHeader("Unsupported: " + ((OptionTag) one).getOptionTag()));
        return Optional.of(answer);
    }

    private void route(Incoming incoming) {
        SIPRequest request = incoming.request();
        Optional<Hop> connection = routes.removeOwn(request);
        if (request.hasToTag()) {
            conversations.within(incoming);
        } else if (connection.isPresent()) {
            start(incoming, List.of(Target.of(request.getRequestURI(), connection.get())));
        } else {
            authentication.apply(request).ifPresentOrElse(incoming::answer, () -> initial(incoming));
        }
    }

    private void initial(Incoming incoming) {
        SIPRequest request = incoming.request();
        if (incoming.is("REGISTER")
                || AddressOfRecord.of(request.getRequestURI()).isEmpty()) {
            unsupported(request, RequireHeader.NAME).ifPresentOrElse(incoming::answer, () -> forServer(incoming));
        } else if (draining && incoming.is("INVITE")) {
            incoming.answer(Replies.overloaded(request));
        } else {
            lookUp(incoming);
        }
    }

    private void forServer(Incoming incoming) {
        switch (incoming.request().getMethod()) {
            case "REGISTER" -> registrar.register(incoming);
            case "OPTIONS" -> answerWithAllow(incoming, 200);
            case "INVITE", "MESSAGE", "INFO" -> incoming.answer(404);
            default -> answerWithAllow(incoming, 405);
        }
    }

    private static void answerWithAllow(Incoming incoming, int status) {
        SIPResponse answer = Replies.to(incoming.request(), status);
        answer.addHeader(ALLOW);
        incoming.answer(answer);
    }

    private void lookUp(Incoming incoming) {
        if (incoming.is("INVITE")) {
            incoming.answer(100);
            incoming.transaction().onCancel(() -> incoming.answer(487));
        }
        incoming.when(
                store.find(AddressOfRecord.of(incoming.request().getRequestURI())),
                bindings -> found(incoming, bindings),
                incoming::answer);
    }

    private void found(Incoming incoming, List<Binding> bindings) {
        boolean secure = ((SipUri) incoming.request().getRequestURI()).isSecure();
        List<Target> found = bindings.stream()
                .filter(binding -> !secure || binding.contact().startsWith("sips:"))
                .flatMap(binding -> targets.of(binding).stream())
                .toList();
        if (found.isEmpty()) {
            incoming.answer(bindings.isEmpty() ? 404 : 480);
        } else {
            start(incoming, found);
        }
    }

    private void start(Incoming incoming, List<Target> found) {
        if (incoming.is("INVITE")) {
            conversations.begin(incoming, found);
        } else {
            Fork.start(forwarding, incoming, found, (answer, hop) -> incoming.answer(answer));
        }
    }

    @Override
    public void acknowledged(SIPRequest request, Hop from) {
        if (request.getRequestURI() instanceof SipUri) {
            routes.removeOwn(request);
            conversations.acknowledged(request, from);
        }
    }

    /** New calls are refused from now on; those there are go on. */
    public void drain() {
        draining = true;
    }

    /** {@return the calls, for whoever shows them} */
    public Conversations conversations() {
        return conversations;
    }
}
