package io.github.qosflow.examples.voip.phone;

import gov.nist.javax.sip.message.SIPMessage;
import gov.nist.javax.sip.message.SIPRequest;
import gov.nist.javax.sip.message.SIPResponse;
import io.github.qosflow.examples.voip.flows.FlowHandlers;
import io.github.qosflow.examples.voip.sip.Hop;
import io.github.qosflow.examples.voip.sip.Limits;
import io.github.qosflow.examples.voip.sip.LocalAddresses;
import io.github.qosflow.examples.voip.sip.Replies;
import io.github.qosflow.examples.voip.sip.SipTransports;
import io.github.qosflow.examples.voip.sip.Transport;
import io.github.qosflow.examples.voip.transaction.ResponseListener;
import io.github.qosflow.examples.voip.transaction.ServerTransaction;
import io.github.qosflow.examples.voip.transaction.Timers;
import io.github.qosflow.examples.voip.transaction.TransactionUser;
import io.github.qosflow.examples.voip.transaction.Transactions;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.NetUtil;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.text.ParseException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import javax.sdp.SdpException;
import org.jspecify.annotations.Nullable;

/** A small software telephone: registers, and has one call in its life, by UDP and IPv4. Answers by itself. */
final class Phone implements TransactionUser, AutoCloseable {
    private static final int LIMIT = 100;
    private static final Timers TIMERS = Timers.STANDARD;

    private final EventLoopGroup loops = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final EventLoop loop = loops.next();
    private final Transactions transactions = new Transactions(loop, TIMERS, LIMIT);
    private final SipTransports transports =
            new SipTransports(loop, transactions, FlowHandlers.off(), null, Limits.standard());
    private final Received received = Received.nothing();
    private final Hop server;
    private final String address;
    private final String user;
    private final Audio audio;
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    private @Nullable Dialog dialog;
    private boolean acknowledged;

    Phone(String name, InetSocketAddress server) throws IOException, InterruptedException {
        InetAddress local = new LocalAddresses().towards(server.getAddress());
        this.server = new Hop(Transport.UDP, server, null);
        this.user = "sip:" + name + "@" + NetUtil.toSocketAddressString(server);
        transactions.connect(transports, this);
        Channel socket = transports
                .listen(Transport.UDP, new InetSocketAddress(local, 0))
                .sync()
                .channel();
        received.signaling().watch(socket);
        this.address = NetUtil.toSocketAddressString((InetSocketAddress) socket.localAddress());
        this.audio = new Audio(loop, local, received);
    }

    /** {@return the address it registers} */
    String user() {
        return user;
    }

    Received received() {
        return received;
    }

    /** {@return done as soon as its call, if it has one, is over} */
    CompletableFuture<Void> ended() {
        return ended;
    }

    CompletableFuture<Void> register() {
        return onLoop(done -> ask(request(Dialog.begin(user, user), "REGISTER", 1), answer -> {}, done));
    }

    /** {@return done when the other one has answered} */
    CompletableFuture<Void> call(String other) {
        return onLoop(done -> {
            SIPRequest invite = request(Dialog.begin(user, other), "INVITE", 1);
            describe(invite);
            ask(invite, this::answered, done);
        });
    }

    CompletableFuture<Void> hangUp() {
        return onLoop(done -> {
            audio.close();
            if (dialog == null) {
                done.completeExceptionally(new IOException("there is no call to hang up"));
            } else {
                ask(request(dialog, "BYE", 2), answer -> ended.complete(null), done);
            }
        });
    }

    private CompletableFuture<Void> onLoop(Consumer<CompletableFuture<Void>> action) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        loop.execute(() -> action.accept(done));
        return done;
    }

    private SIPRequest request(Dialog within, String method, long sequence) {
        return within.request(method, sequence, address, contact());
    }

    private String contact() {
        return "<" + user.substring(0, user.indexOf('@') + 1) + address + ">";
    }

    private void describe(SIPMessage message) {
        message.setMessageContent("application", "sdp", audio.description());
    }

    /** The action is done for each 2xx, for those of an INVITE are repeated until they are acknowledged. */
    private void ask(SIPRequest request, Consumer<SIPResponse> action, CompletableFuture<Void> done) {
        transactions.start(request, server, new ResponseListener() {
            @Override
            public void response(SIPResponse response) {
                int status = response.getStatusCode();
                if (status >= 300) {
                    failed(status);
                } else if (status >= 200) {
                    action.accept(response);
                    done.complete(null);
                }
            }

            @Override
            public void failed(int status) {
                done.completeExceptionally(
                        new IOException(request.getMethod() + " " + request.getRequestURI() + ": " + status));
            }
        });
    }

    private void answered(SIPResponse answer) {
        boolean repeated = dialog != null;
        dialog = Dialog.ofCaller(answer);
        transactions.sendDirectly(request(dialog, "ACK", 1), server);
        if (!repeated) {
            talk(answer);
        }
    }

    private void talk(SIPMessage described) {
        try {
            audio.talk(described.getRawContent());
        } catch (ParseException | SdpException e) {
            throw new IllegalStateException("no description: " + described, e);
        }
    }

    @Override
    public void request(ServerTransaction transaction, SIPRequest request) {
        switch (request.getMethod()) {
            case "INVITE" -> invited(transaction, request);
            case "BYE" -> {
                audio.close();
                transaction.respond(Replies.to(request, 200));
                ended.complete(null);
            }
            default -> transaction.respond(Replies.to(request, 405));
        }
    }

    private void invited(ServerTransaction transaction, SIPRequest invite) {
        if (dialog != null) {
            transaction.respond(Replies.to(invite, 486));
            return;
        }
        SIPResponse ringing = Replies.to(invite, 180);
        ringing.addHeader("Contact: " + contact());
        transaction.respond(ringing);
        SIPResponse ok = Replies.to(invite, 200);
        ok.setToTag(ringing.getToTag());
        ok.addHeader("Contact: " + contact());
        describe(ok);
        dialog = Dialog.ofCallee(invite, ok);
        answer(transaction, ok, TIMERS.t1());
        talk(invite);
    }

    /** Again and again until it is acknowledged (RFC 3261 section 13.3.1.4). */
    private void answer(ServerTransaction transaction, SIPResponse ok, long interval) {
        if (!acknowledged && !ended.isDone()) {
            transaction.respond(ok);
            long longer = Math.min(2 * interval, TIMERS.t2());
            loop.schedule(() -> answer(transaction, ok, longer), interval, TimeUnit.MILLISECONDS);
        }
    }

    @Override
    public void acknowledged(SIPRequest request, Hop from) {
        acknowledged = true;
    }

    @Override
    public void close() {
        onLoop(done -> {
                    ended.complete(null);
                    audio.close();
                    transactions.close();
                    done.complete(null);
                })
                .join();
        transports.close();
        loops.shutdownGracefully(0, 2, TimeUnit.SECONDS).syncUninterruptibly();
    }
}
