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
import io.github.qosflow.examples.voip.transaction.ClientTransaction;
import io.github.qosflow.examples.voip.transaction.ResponseListener;
import io.github.qosflow.examples.voip.transaction.ServerTransaction;
import io.github.qosflow.examples.voip.transaction.TransactionUser;
import io.github.qosflow.examples.voip.transaction.Transactions;
import io.netty.channel.EventLoop;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import javax.sip.header.ProxyRequireHeader;
import javax.sip.header.RequireHeader;
import org.jspecify.annotations.Nullable;

/**
 * Decides what becomes of a request (RFC 3261 section 16.3 to 16.5): refused, answered here, or forwarded. On the signaling event loop
 * only.
 */
public final class Proxy implements TransactionUser, Forwarder {
    private static final String ALLOW =
            "Allow: INVITE, ACK, CANCEL, BYE, OPTIONS, REGISTER, INFO, MESSAGE, UPDATE, PRACK";

    private final EventLoop loop;
    private final Transactions transactions;
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
        this.transactions = transactions;
        this.store = store;
        this.authentication = authentication;
        this.routes = new Routes(addresses);
        this.forwarding = new Forwarding(sender);
        this.targets = new Targets(sender, addresses);
        this.registrar = new Registrar(store, addresses.node(), clock, loop);
        this.conversations = new Conversations(this, targets, media, clock);
    }

    @Override
    public void request(ServerTransaction transaction, SIPRequest request) {
        String loopMark = Forwarding.loop(request);
        Optional<SIPResponse> refusal = refusal(request, loopMark);
        if (refusal.isPresent()) {
            transaction.respond(refusal.get());
            return;
        }
        request.setApplicationData(loopMark); // before anything is changed
        Optional<Hop> connection = routes.removeOwn(request);
        if (request.hasToTag()) {
            conversations.within(transaction, request);
        } else if (connection.isPresent()) {
            start(
                    transaction,
                    request,
                    List.of(new Target(request.getRequestURI(), 1, List.of(new Way(connection.get(), null)))));
        } else {
            initial(transaction, request);
        }
    }

    /** RFC 3261 section 16.3. */
    private Optional<SIPResponse> refusal(SIPRequest request, String loopMark) {
        if (!(request.getRequestURI() instanceof SipUri)) {
            return Optional.of(Replies.to(request, 416));
        }
        if (request.getMaxForwards().getMaxForwards() == 0) {
            return Optional.of(Replies.to(request, 483));
        }
        if (forwarding.loops(request, loopMark)) {
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
        required.forEachRemaining(option -> answer.addHeader(
                "Unsupported:" + option.toString().split(":", 2)[1].trim()));
        return Optional.of(answer);
    }

    private void initial(ServerTransaction transaction, SIPRequest request) {
        Optional<SIPResponse> refusal = authentication.apply(request);
        if (refusal.isPresent()) {
            transaction.respond(refusal.get());
        } else if (request.getMethod().equals("REGISTER")) {
            forServer(transaction, request);
        } else if (AddressOfRecord.of(request.getRequestURI()).isEmpty()) {
            forServer(transaction, request);
        } else if (draining && request.getMethod().equals("INVITE")) {
            transaction.respond(Replies.overloaded(request));
        } else {
            lookUp(transaction, request);
        }
    }

    private void forServer(ServerTransaction transaction, SIPRequest request) {
        Optional<SIPResponse> refusal = unsupported(request, RequireHeader.NAME);
        if (refusal.isPresent()) {
            transaction.respond(refusal.get());
            return;
        }
        switch (request.getMethod()) {
            case "REGISTER" -> registrar.register(transaction, request);
            case "OPTIONS" -> transaction.respond(withAllow(Replies.to(request, 200)));
            case "INVITE", "MESSAGE", "INFO" -> transaction.respond(Replies.to(request, 404));
            default -> transaction.respond(withAllow(Replies.to(request, 405)));
        }
    }

    private static SIPResponse withAllow(SIPResponse response) {
        response.addHeader(ALLOW);
        return response;
    }

    private void lookUp(ServerTransaction transaction, SIPRequest request) {
        if (request.getMethod().equals("INVITE")) {
            transaction.respond(Replies.to(request, 100));
            transaction.onCancel(() -> transaction.respond(Replies.to(request, 487)));
        }
        new Later(transaction, request, loop)
                .on(
                        store.find(AddressOfRecord.of(request.getRequestURI())),
                        (bindings, failure) -> found(transaction, request, bindings, failure));
    }

    private void found(
            ServerTransaction transaction, SIPRequest request, List<Binding> bindings, @Nullable Throwable failure) {
        if (transaction.answered()) {
            return; // cancelled meanwhile
        }
        if (failure != null) {
            transaction.respond(Replies.overloaded(request));
            return;
        }
        boolean secure = ((SipUri) request.getRequestURI()).isSecure();
        List<Target> found = bindings.stream()
                .filter(binding -> !secure || binding.contact().startsWith("sips:"))
                .flatMap(binding -> targets.of(binding).stream())
                .toList();
        if (found.isEmpty()) {
            transaction.respond(Replies.to(request, bindings.isEmpty() ? 404 : 480));
        } else {
            start(transaction, request, found);
        }
    }

    private void start(ServerTransaction transaction, SIPRequest request, List<Target> found) {
        if (request.getMethod().equals("INVITE")) {
            conversations.begin(transaction, request, found);
        } else {
            new Fork(this, transaction, request, found, new PassOn(transaction)).start();
        }
    }

    /** Requests that begin no call: the answer goes back as it is. */
    private record PassOn(ServerTransaction transaction) implements Fork.Answers {
        @Override
        public void forward(SIPResponse response, Hop hop) {
            transaction.respond(response);
        }

        @Override
        public void over(int status) {
            // nothing depends on it
        }
    }

    @Override
    public ClientTransaction send(
            ServerTransaction transaction, SIPRequest request, Target target, Way way, ResponseListener listener) {
        boolean stay = request.getMethod().equals("INVITE") && !request.hasToTag();
        return transactions.start(copy(request, target, way, stay, transaction.from()), way.hop(), listener);
    }

    private SIPRequest copy(SIPRequest request, Target target, Way way, boolean stay, Hop from) {
        String loopMark = String.valueOf(request.getApplicationData());
        return forwarding.copy(request, target, way, stay, from, loopMark);
    }

    @Override
    public void acknowledged(SIPRequest request, Hop from) {
        if (request.getRequestURI() instanceof SipUri) {
            request.setApplicationData(Forwarding.loop(request));
            routes.removeOwn(request);
            conversations
                    .acknowledgement(request, from)
                    .thenAcceptAsync(
                            way -> way.ifPresent(target -> transactions.sendDirectly(
                                    copy(request, target, target.ways().get(0), false, from),
                                    target.ways().get(0).hop())),
                            loop);
        }
    }

    @Override
    public EventLoop loop() {
        return loop;
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
