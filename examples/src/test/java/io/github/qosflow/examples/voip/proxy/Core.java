package io.github.qosflow.examples.voip.proxy;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.awaitility.Awaitility.await;

import io.github.qosflow.examples.voip.flows.FlowHandlers;
import io.github.qosflow.examples.voip.location.InMemoryLocationStore;
import io.github.qosflow.examples.voip.location.LocationStore;
import io.github.qosflow.examples.voip.sip.Limits;
import io.github.qosflow.examples.voip.sip.SipTransports;
import io.github.qosflow.examples.voip.sip.Transport;
import io.github.qosflow.examples.voip.transaction.Timers;
import io.github.qosflow.examples.voip.transaction.Transactions;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;

/** The proxy on a UDP and a TCP port of the loopback interface, with all times a 50th of the standard's, and without media. */
final class Core implements AutoCloseable {
    private final MultiThreadIoEventLoopGroup loops = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final EventLoop loop = loops.next();
    private final Transactions transactions = new Transactions(loop, new Timers(10, 80, 100), 10_000);
    private final SipTransports transports =
            new SipTransports(loop, transactions, FlowHandlers.off(), null, Limits.standard());
    private final InetSocketAddress address;
    private final InetSocketAddress tcp;
    private final Proxy proxy;

    Core() {
        this(new InMemoryLocationStore(Clock.systemUTC(), 1000));
    }

    Core(LocationStore store) {
        this.address = listen(Transport.UDP);
        this.tcp = listen(Transport.TCP);
        this.proxy = new Proxy(
                loop,
                transactions,
                transports,
                new Addresses(
                        "tcp:127.0.0.1:" + tcp.getPort(),
                        Map.of(Transport.UDP, List.of(address), Transport.TCP, List.of(tcp))),
                store,
                request -> Optional.empty(),
                onIdle -> null,
                Clock.systemUTC());
        transactions.connect(transports, proxy);
    }

    private InetSocketAddress listen(Transport transport) {
        return (InetSocketAddress) transports
                .listen(transport, new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .syncUninterruptibly()
                .channel()
                .localAddress();
    }

    int tcpPort() {
        return tcp.getPort();
    }

    Party party(String name) {
        return new Party(name, address);
    }

    Party registered(String name) {
        Party party = party(name);
        party.register();
        return party;
    }

    int port() {
        return address.getPort();
    }

    void drain() {
        onLoop(() -> {
            proxy.drain();
            return 0;
        });
    }

    int calls() {
        return onLoop(() -> proxy.conversations().count());
    }

    List<Conversations.Snapshot> snapshot() {
        return onLoop(() -> proxy.conversations().snapshot());
    }

    long failed() {
        return onLoop(() -> proxy.conversations().failed());
    }

    private <T> T onLoop(Callable<T> action) {
        try {
            return loop.submit(action).get(5, SECONDS);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** Nothing may be left: no transaction, no call. */
    @Override
    public void close() {
        await().atMost(10, SECONDS).until(() -> onLoop(transactions::count) == 0 && calls() == 0);
        transports.close();
        loops.shutdownGracefully(0, 5, SECONDS).syncUninterruptibly();
    }
}
