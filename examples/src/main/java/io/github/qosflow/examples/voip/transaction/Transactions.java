package io.github.qosflow.examples.voip.transaction;

import gov.nist.javax.sip.header.Via;
import gov.nist.javax.sip.message.SIPMessage;
import gov.nist.javax.sip.message.SIPRequest;
import gov.nist.javax.sip.message.SIPResponse;
import io.github.qosflow.examples.voip.sip.Hop;
import io.github.qosflow.examples.voip.sip.Replies;
import io.github.qosflow.examples.voip.sip.SipCodec;
import io.github.qosflow.examples.voip.sip.SipReceiver;
import io.github.qosflow.examples.voip.sip.SipSender;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import java.lang.System.Logger.Level;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import javax.sip.SipException;
import org.jspecify.annotations.Nullable;

/**
 * The transaction layer (RFC 3261 section 17): finds the transaction a message belongs to. There is a limit to how many requests may be
 * in it: beyond, new ones get 503 and are forgotten, so that a flood cannot take all memory. On the signaling event loop only.
 */
public final class Transactions implements SipReceiver {
    private static final System.Logger LOG = System.getLogger(Transactions.class.getName());
    private static final String COOKIE = "z9hG4bK";

    private final EventLoop loop;
    final Timers timers;
    private final int limit;
    private final Map<String, ServerTransaction> servers = new HashMap<>();
    private final Map<String, ClientTransaction> clients = new HashMap<>();
    private long requests;

    @SuppressWarnings("NullAway.Init") // connect
    private SipSender sender;

    @SuppressWarnings("NullAway.Init") // connect; null before
    private TransactionUser user;

    /**
     * Without transactions.
     *
     * @param loop the signaling event loop
     * @param timers how long to wait
     * @param limit how many requests that came may be remembered at once
     */
    public Transactions(EventLoop loop, Timers timers, int limit) {
        this.loop = loop;
        this.timers = timers;
        this.limit = limit;
    }

    /**
     * Connects the layer with what is below and above it; messages that come before are dropped.
     *
     * @param below sends
     * @param above gets requests
     */
    public void connect(SipSender below, TransactionUser above) {
        this.sender = below;
        this.user = above;
    }

    @Override
    public void received(SIPMessage message, Hop from) {
        if (user == null) {
            return; // the server is only starting: who asks will ask again
        }
        if (message instanceof SIPRequest request) {
            requests++;
            request(request, from);
        } else if (message instanceof SIPResponse response) {
            ClientTransaction transaction = clients.get(clientKey(response));
            if (transaction != null) { // else nobody asked: RFC 6026 section 7.3 drops it
                transaction.answered(response);
            }
        }
    }

    private void request(SIPRequest request, Hop from) {
        String key = serverKey(request, request.getMethod());
        ServerTransaction known = servers.get(key);
        if (request.getMethod().equals("ACK")) {
            acknowledgement(known, request, from);
        } else if (known != null) {
            known.repeated();
        } else if (servers.size() >= limit) {
            sendDirectly(Replies.overloaded(request), from.answering(request.getTopmostVia()));
        } else {
            begin(key, request, from);
        }
    }

    private void acknowledgement(@Nullable ServerTransaction invite, SIPRequest request, Hop from) {
        if (invite != null && !invite.accepted()) {
            invite.acknowledged();
        } else {
            user.acknowledged(request, from);
        }
    }

    private void begin(String key, SIPRequest request, Hop from) {
        ServerTransaction transaction = new ServerTransaction(this, key, request, from);
        servers.put(key, transaction);
        try {
            if (request.getMethod().equals("CANCEL")) {
                cancelled(transaction, request);
            } else {
                user.request(transaction, request);
            }
        } catch (RuntimeException e) { // nobody thought of it, and it must not be left without an answer
            LOG.log(Level.DEBUG, "cannot deal with a request", e);
            transaction.respond(Replies.to(request, 500));
        }
    }

    private void cancelled(ServerTransaction transaction, SIPRequest cancel) {
        ServerTransaction invite = servers.get(serverKey(cancel, "INVITE"));
        transaction.respond(Replies.to(cancel, invite == null ? 481 : 200));
        if (invite != null) {
            invite.cancel();
        }
    }

    /**
     * Sends a request and waits for answers.
     *
     * @param request the request; its topmost Via must have a branch that no other request has
     * @param hop where to
     * @param listener is told
     * @return the transaction
     */
    public ClientTransaction start(SIPRequest request, Hop hop, ResponseListener listener) {
        String key = clientKey(request);
        ClientTransaction transaction = new ClientTransaction(this, key, request, hop, listener);
        clients.put(key, transaction);
        transaction.start(request);
        return transaction;
    }

    /** Nobody waits for what is answered to a CANCEL: the INVITE's own answer tells. */
    void cancel(SIPRequest invite, Hop hop) {
        try {
            start(invite.createCancelRequest(), hop, answer -> {});
        } catch (SipException e) {
            throw new IllegalStateException("a request that was sent has what its CANCEL needs", e);
        }
    }

    /**
     * Sends a message that is no part of a transaction: the ACK of a 2xx.
     *
     * @param message the message
     * @param hop where to
     */
    public void sendDirectly(SIPMessage message, Hop hop) {
        send(SipCodec.encode(message), hop);
    }

    /** {@return how many transactions there are} */
    public int count() {
        return servers.size() + clients.size();
    }

    /** {@return how many requests came, repeats included} */
    public long requests() {
        return requests;
    }

    /** Ends all of them; nobody is told. */
    public void close() {
        servers.values().forEach(ServerTransaction::stop);
        clients.values().forEach(ClientTransaction::stop);
        servers.clear();
        clients.clear();
    }

    void ended(Transaction transaction) {
        servers.remove(transaction.key, transaction);
        clients.remove(transaction.key, transaction);
    }

    Future<Void> send(byte[] encoded, Hop hop) {
        return sender.send(encoded, hop);
    }

    Future<?> after(long milliseconds, Runnable action) {
        return loop.schedule(action, milliseconds, TimeUnit.MILLISECONDS);
    }

    /** RFC 3261 section 17.1.3. */
    private static String clientKey(SIPMessage message) {
        Via via = message.getTopmostVia();
        return via.getBranch() + ' ' + message.getCSeq().getMethod();
    }

    /** RFC 3261 section 17.2.3: by branch, or for a peer of RFC 2543 by what else tells requests apart. */
    private static String serverKey(SIPRequest request, String method) {
        Via via = request.getTopmostVia();
        String branch = String.valueOf(via.getBranch());
        String sentBy = via.getSentBy().encode().toLowerCase(Locale.ROOT);
        String key = branch + ' ' + sentBy + ' ' + (method.equals("ACK") ? "INVITE" : method);
        if (branch.startsWith(COOKIE)) {
            return key;
        }
        String call = request.getCallId().getCallId() + ' ' + request.getFromTag();
        return key + ' ' + call + ' ' + request.getCSeq().getSeqNumber() + ' ' + request.getRequestURI();
    }
}
