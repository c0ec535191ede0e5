package io.github.qosflow.examples.voip;

import gov.nist.javax.sip.message.SIPRequest;
import gov.nist.javax.sip.message.SIPResponse;
import io.github.qosflow.MarkingProfile;
import io.github.qosflow.Qos;
import io.github.qosflow.QosException;
import io.github.qosflow.QosSubsystem;
import io.github.qosflow.examples.voip.flows.FlowHandlers;
import io.github.qosflow.examples.voip.location.DigestAuthentication;
import io.github.qosflow.examples.voip.location.InMemoryLocationStore;
import io.github.qosflow.examples.voip.location.LocationStore;
import io.github.qosflow.examples.voip.location.RedisLocationStore;
import io.github.qosflow.examples.voip.location.Users;
import io.github.qosflow.examples.voip.media.MediaRelay;
import io.github.qosflow.examples.voip.media.Ports;
import io.github.qosflow.examples.voip.proxy.Addresses;
import io.github.qosflow.examples.voip.proxy.Conversations;
import io.github.qosflow.examples.voip.proxy.Proxy;
import io.github.qosflow.examples.voip.sip.Limits;
import io.github.qosflow.examples.voip.sip.LocalAddresses;
import io.github.qosflow.examples.voip.sip.SipTransports;
import io.github.qosflow.examples.voip.sip.Tls;
import io.github.qosflow.examples.voip.sip.Transport;
import io.github.qosflow.examples.voip.transaction.Timers;
import io.github.qosflow.examples.voip.transaction.Transactions;
import io.github.qosflow.examples.voip.web.LivePage;
import io.github.qosflow.examples.voip.web.ServerView;
import io.github.qosflow.netty.QosMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.NetUtil;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A SIP registrar and proxy whose calls, signaling and media, are marked. All signaling is done by one event loop, so none of it needs a
 * lock; media is moved by others.
 *
 * <pre>{@code
 * VoipServer server = VoipServer.start(options);
 * server.stop(Duration.ofSeconds(30));   // calls may go on for so long
 * }</pre>
 *
 * <p>Thread-safe.
 */
public final class VoipServer {
    /** At 500 calls a second some 50 000 are alive, for each lasts half a minute after its answer. */
    private static final int TRANSACTIONS = 100_000;

    private static final int REGISTRATIONS = 100_000;

    private static final int PORTS_TRIED = 10;

    private static final int REGISTRATIONS_SHOWN = 200;

    private final Options options;
    /** To be closed in the reverse order. */
    private final Deque<AutoCloseable> opened;

    private final EventLoop loop;
    private final Transactions transactions;
    private final Map<Transport, List<InetSocketAddress>> listening = new EnumMap<>(Transport.class);
    private final List<InetAddress> bound;
    private final FlowEvents events = new FlowEvents();
    private final FlowHandlers flows;
    private final SipTransports transports;
    private final LocationStore store;
    private final @Nullable MediaRelay relay;
    private final Proxy proxy;
    private final @Nullable LivePage page;

    private VoipServer(Options options, Timers timers, Limits limits, Deque<AutoCloseable> opened) throws Exception {
        options.check();
        this.options = options;
        this.opened = opened;
        this.loop = loops(1).next();
        this.transactions = new Transactions(loop, timers, TRANSACTIONS);
        this.flows = options.withoutQos ? FlowHandlers.off() : FlowHandlers.of(keep(subsystem()), events::add);
        this.store = keep(store());
        Tls tls = options.tlsPort == null ? null : Certificates.tls(options.certificate, options.key);
        this.transports = keep(new SipTransports(loop, transactions, flows, tls, limits));
        this.bound = options.bind.isEmpty() ? LocalMachine.addresses() : options.bind;
        listen();
        this.relay = options.relaysMedia() ? keep(openRelay()) : null;
        this.proxy = new Proxy(
                loop,
                transactions,
                transports,
                new Addresses(node(), Map.copyOf(listening)),
                store,
                authentication(),
                onIdle -> relay == null ? null : relay.open(onIdle),
                Clock.systemUTC());
        opened.push(() -> loop.submit(transactions::close).syncUninterruptibly());
        opened.push(() -> loop.submit(proxy.conversations()::close).syncUninterruptibly());
        this.page = options.httpPort == null ? null : keep(openPage(options.httpPort));
    }

    private EventLoopGroup loops(int threads) {
        EventLoopGroup loops = new MultiThreadIoEventLoopGroup(threads, NioIoHandler.newFactory());
        opened.push(() -> loops.shutdownGracefully(0, 2, TimeUnit.SECONDS).syncUninterruptibly());
        return loops;
    }

    private <T extends AutoCloseable> T keep(T resource) {
        opened.push(resource);
        return resource;
    }

    /** Marks by RFC 4594, as telephones and networks expect: CS5, EF, AF41. */
    private static QosSubsystem subsystem() throws QosException {
        return Qos.open(MarkingProfile.RFC4594);
    }

    private void listen() throws IOException {
        for (InetAddress address : bound) {
            listenForSip(address);
            if (options.tlsPort != null) {
                listening(Transport.TLS, bind(Transport.TLS, address, options.tlsPort));
            }
        }
    }

    /** UDP and TCP have the same port: if any will do, one that is free for both. */
    private void listenForSip(InetAddress address) throws IOException {
        for (int attempt = 1; ; attempt++) {
            Channel udp = bind(Transport.UDP, address, options.sipPort);
            try {
                int port = ((InetSocketAddress) udp.localAddress()).getPort();
                Channel tcp = bind(Transport.TCP, address, port);
                listening(Transport.UDP, udp);
                listening(Transport.TCP, tcp);
                return;
            } catch (IOException e) {
                udp.close().awaitUninterruptibly();
                if (options.sipPort != 0 || attempt == PORTS_TRIED) {
                    throw e;
                }
            }
        }
    }

    private Channel bind(Transport transport, InetAddress address, int port) throws IOException {
        InetSocketAddress wanted = new InetSocketAddress(address, port);
        ChannelFuture bound = transports.listen(transport, wanted).awaitUninterruptibly();
        Throwable cause = bound.cause();
        if (cause != null) {
            throw new IOException("cannot listen on " + transport + " " + wanted + ": " + cause.getMessage(), cause);
        }
        return bound.channel();
    }

    private void listening(Transport transport, Channel channel) {
        listening.computeIfAbsent(transport, none -> new ArrayList<>()).add((InetSocketAddress) channel.localAddress());
    }

    private LivePage openPage(int port) throws IOException {
        PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        flows.subsystem().ifPresent(subsystem -> new QosMetrics(subsystem).bindTo(registry));
        return LivePage.start(loops(1), new InetSocketAddress(options.httpBind, port), this::viewNow, registry);
    }

    private MediaRelay openRelay() {
        EventLoopGroup loops = loops(Math.max(1, Runtime.getRuntime().availableProcessors() / 2));
        Duration idle = Duration.ofSeconds(options.mediaTimeout);
        return new MediaRelay(
                loops, flows, Ports.parse(options.mediaPorts), bound, new LocalAddresses()::towards, idle);
    }

    /** By TCP: a server that is gone is noticed at once. */
    private String node() {
        InetSocketAddress first =
                listening.getOrDefault(Transport.TCP, List.of()).get(0);
        InetAddress address =
                first.getAddress().isAnyLocalAddress() ? InetAddress.getLoopbackAddress() : first.getAddress();
        return "tcp:" + address.getHostAddress() + ":" + first.getPort();
    }

    private LocationStore store() throws IOException {
        return options.redis == null
                ? new InMemoryLocationStore(Clock.systemUTC(), REGISTRATIONS)
                : new RedisLocationStore(options.redis);
    }

    private Function<SIPRequest, Optional<SIPResponse>> authentication() throws IOException {
        return options.users == null
                ? request -> Optional.empty()
                : new DigestAuthentication(Users.load(options.users), Clock.systemUTC())::refuse;
    }

    /**
     * Starts a server.
     *
     * @param options how it is to be
     * @return the server; all its sockets are open
     * @throws Exception if it cannot be so: the message says why
     */
    public static VoipServer start(Options options) throws Exception {
        return start(options, Timers.STANDARD, Limits.standard());
    }

    static VoipServer start(Options options, Timers timers, Limits limits) throws Exception {
        Deque<AutoCloseable> opened = new ArrayDeque<>();
        try {
            VoipServer server = new VoipServer(options, timers, limits, opened);
            server.loop
                    .submit(() -> server.transactions.connect(server.transports, server.proxy))
                    .syncUninterruptibly();
            return server;
        } catch (Exception e) {
            close(opened);
            throw e;
        }
    }

    /** {@return the listening addresses, in words} */
    public String describe() {
        String sip = listening.entrySet().stream()
                .flatMap(entry ->
                        entry.getValue().stream().map(at -> entry.getKey() + " " + NetUtil.toSocketAddressString(at)))
                .collect(Collectors.joining(", "));
        return page == null ? sip : sip + ", page http://" + NetUtil.toSocketAddressString(page.address()) + "/";
    }

    /** {@return how it is doing} Not to be asked on the signaling event loop. */
    public ServerView view() {
        return viewNow().toCompletableFuture().join();
    }

    private CompletionStage<ServerView> viewNow() {
        return store.list(REGISTRATIONS_SHOWN)
                .exceptionally(gone -> List.of()) // the page is needed most then
                .thenApplyAsync(this::view, loop);
    }

    private ServerView view(List<LocationStore.Registration> registrations) {
        Conversations conversations = proxy.conversations();
        return new ServerView(
                node(),
                Instant.now().toString(),
                flows.subsystem().isPresent(),
                conversations.snapshot().stream().map(ServerViews::call).toList(),
                registrations.stream().map(ServerViews::registration).toList(),
                transports.channels().stream().map(ServerViews::signaling).toList(),
                events.last(),
                new ServerView.Totals(
                        conversations.count(),
                        conversations.begun(),
                        conversations.failed(),
                        transactions.requests(),
                        transactions.count(),
                        relay == null ? 0 : relay.openPorts()));
    }

    /**
     * Where it listens.
     *
     * @param transport over what
     * @return the addresses, in the order of the options
     */
    public List<InetSocketAddress> listening(Transport transport) {
        return List.copyOf(listening.getOrDefault(transport, List.of()));
    }

    /** {@return the calls as they are now} Not to be asked on the signaling event loop. */
    public List<Conversations.Snapshot> calls() {
        return loop.submit(() -> proxy.conversations().snapshot())
                .syncUninterruptibly()
                .getNow();
    }

    /** {@return how many flows there are now} */
    public long flowCount() {
        return flows.count();
    }

    /**
     * Stops: new calls are refused, those there are may go on for a while, then all flows end.
     *
     * @param drain for how long
     */
    public void stop(Duration drain) {
        try {
            loop.submit(proxy::drain).syncUninterruptibly();
            long end = System.nanoTime() + drain.toNanos();
            while (!calls().isEmpty() && System.nanoTime() < end) {
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
            }
        } finally {
            close(opened);
        }
    }

    private static void close(Deque<AutoCloseable> opened) {
        while (!opened.isEmpty()) {
            try {
                opened.pop().close();
            } catch (Exception e) {
                System.getLogger("voip").log(System.Logger.Level.WARNING, "while stopping: " + e.getMessage());
            }
        }
    }
}
