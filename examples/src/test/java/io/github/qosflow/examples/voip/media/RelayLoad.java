package io.github.qosflow.examples.voip.media;

import io.github.qosflow.MarkingProfile;
import io.github.qosflow.Qos;
import io.github.qosflow.QosSubsystem;
import io.github.qosflow.examples.voip.flows.FlowHandlers;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * How much the relay forwards and how long that takes: {@code RelayLoad PACKETS_PER_SECOND CALLS SECONDS}. The same stream of
 * audio packets goes from the callers to the callees directly and through the relay; the difference is what the relay adds. Load
 * and relay share the machine. The last line sums up.
 */
public final class RelayLoad {
    private static final int ROUNDS = 3;
    private static final int TIME = 12;
    private static final long TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    private final int perSecond;
    private final int seconds;
    private final List<DatagramChannel> callers = new ArrayList<>();
    private final List<DatagramChannel> callees = new ArrayList<>();

    private RelayLoad(int perSecond, int calls, int seconds) throws IOException {
        this.perSecond = perSecond;
        this.seconds = seconds;
        for (int i = 0; i < calls; i++) {
            callers.add(socket());
            callees.add(socket());
        }
    }

    private static DatagramChannel socket() throws IOException {
        DatagramChannel channel = DatagramChannel.open(StandardProtocolFamily.INET);
        channel.configureBlocking(false);
        return channel.bind(new InetSocketAddress(Phone.ipv4(), 0));
    }

    /**
     * Measures.
     *
     * @param args packets a second in all, calls, and seconds for each run
     * @throws Exception if it cannot
     */
    public static void main(String[] args) throws Exception {
        RelayLoad load = new RelayLoad(Integer.parseInt(args[0]), Integer.parseInt(args[1]), Integer.parseInt(args[2]));
        EventLoopGroup loops = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
        try (QosSubsystem system = Qos.open(MarkingProfile.RFC4594);
                MediaRelay relay = new MediaRelay(
                        loops,
                        FlowHandlers.of(system, (channel, event) -> {}),
                        Ports.parse("20000-29999"),
                        List.of(Phone.ipv4()),
                        peer -> peer,
                        Duration.ofMinutes(1))) {
            List<InetSocketAddress> relayed = load.establish(relay);
            List<InetSocketAddress> straight =
                    load.callees.stream().map(RelayLoad::address).toList();
            for (int round = 1; round < ROUNDS; round++) {
                System.out.println("warm-up: direct " + load.run(straight) + "; relayed " + load.run(relayed));
            }
            System.out.printf(
                    "relay: %d calls, direct %s; relayed %s, %d dropped by the relay%n",
                    load.callers.size(), load.run(straight), load.run(relayed), relay.dropped());
        }
        loops.shutdownGracefully(0, 5, TimeUnit.SECONDS).sync();
    }

    private static InetSocketAddress address(DatagramChannel channel) {
        return new InetSocketAddress(Phone.ipv4(), channel.socket().getLocalPort());
    }

    private List<InetSocketAddress> establish(MediaRelay relay) {
        List<InetSocketAddress> toCallees = new ArrayList<>();
        for (int i = 0; i < callers.size(); i++) {
            MediaSession session = relay.open(() -> {});
            offer(session, Side.CALLER, callers.get(i));
            toCallees.add(offer(session, Side.CALLEE, callees.get(i)));
        }
        return toCallees;
    }

    private static InetSocketAddress offer(MediaSession session, Side author, DatagramChannel socket) {
        byte[] description = Sdp.of(Phone.ipv4(), socket.socket().getLocalPort());
        return Sdp.places(session.relay(author, description, Phone.ipv4())
                        .toCompletableFuture()
                        .join())
                .get(0);
    }

    private String run(List<InetSocketAddress> targets) throws Exception {
        int total = perSecond * seconds;
        long[] delays = new long[total];
        Receiver receiver = new Receiver(callees, delays);
        receiver.start();
        long begin = System.nanoTime();
        send(targets, total);
        long sending = System.nanoTime() - begin;
        receiver.join();
        long[] sorted = Arrays.copyOf(delays, receiver.received);
        Arrays.sort(sorted);
        return String.format(
                Locale.ROOT,
                "%.0f packets/s, %d of %d lost, p99 %d us",
                total * 1e9 / sending,
                total - receiver.received,
                total,
                sorted[(int) (sorted.length * 0.99)] / 1000);
    }

    private void send(List<InetSocketAddress> targets, int total) throws IOException {
        ByteBuffer packet = ByteBuffer.allocateDirect(172);
        long begin = System.nanoTime();
        for (int i = 0; i < total; ) {
            long due = Math.min(total, (System.nanoTime() - begin + TICK_NANOS) * perSecond / 1_000_000_000L);
            for (; i < due; i++) {
                int call = i % targets.size();
                packet.clear().put(Phone.rtp(i / targets.size()));
                packet.putLong(TIME, System.nanoTime()).flip();
                callers.get(call).send(packet, targets.get(call));
            }
            LockSupport.parkNanos(TICK_NANOS / 4);
        }
    }

    /** Until nothing has come for half a second. */
    private static final class Receiver extends Thread {
        private final Selector selector = Selector.open();
        private final long[] delays;
        private volatile int received;

        Receiver(List<DatagramChannel> sockets, long[] delays) throws IOException {
            this.delays = delays;
            for (DatagramChannel socket : sockets) {
                socket.register(selector, SelectionKey.OP_READ);
            }
        }

        @Override
        public void run() {
            ByteBuffer packet = ByteBuffer.allocateDirect(2048);
            int count = 0;
            try (selector) {
                while (selector.select(500) > 0) {
                    for (SelectionKey key : selector.selectedKeys()) {
                        DatagramChannel socket = (DatagramChannel) key.channel();
                        while (socket.receive(packet.clear()) != null) {
                            delays[count++] = System.nanoTime() - packet.getLong(TIME);
                        }
                    }
                    selector.selectedKeys().clear();
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            received = count;
        }
    }
}
