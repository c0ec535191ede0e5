package io.github.qosflow.internal.linux;

import io.github.qosflow.DataRate;
import io.github.qosflow.FlowFundamentals;
import io.github.qosflow.MarkingProfile;
import io.github.qosflow.NativeSocket;
import io.github.qosflow.QosException;
import io.github.qosflow.QosFlow;
import io.github.qosflow.QosSubsystem;
import io.github.qosflow.model.Endpoint;
import io.github.qosflow.model.Environment;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicReference;

/** Around real connections, whose paths behave as the test says: all alike, and sampled every 2 ms. */
final class LinuxEnvironment implements Environment {
    private static final Duration PERIOD = Duration.ofMillis(2);

    private final ToldConnection connection = new ToldConnection();
    private final AtomicReference<FlowFundamentals> path = new AtomicReference<>(FlowFundamentals.UNKNOWN);
    private final CongestionSampler sampler = new CongestionSampler(PERIOD, this::read);
    private final QosSubsystem qos;
    private final ServerSocketChannel server;
    private final Map<Endpoint, SocketChannel> channels = new EnumMap<>(Endpoint.class);
    private Boolean congested;

    LinuxEnvironment() throws IOException {
        qos = new LinuxBackend(sampler).open(MarkingProfile.WINDOWS);
        server = ServerSocketChannel.open().bind(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0));
    }

    /** In the kernel's place: nothing is sent until the state of the path is told. */
    private synchronized boolean read(int fd, TcpInfo info) {
        path.get().roundTripTime().ifPresent(time -> connection.roundTrip = (int) (time.toNanos() / 1_000));
        connection.leastRoundTrip = connection.roundTrip;
        if (congested != null || path.get().bottleneck().isPresent()) {
            connection.dataSegments += 10;
            connection.retransmissions += Boolean.TRUE.equals(congested) ? 1 : 0;
        }
        long bottleneck = path.get().bottleneck().map(DataRate::bytesPerSecond).orElse(0L);
        long free = path.get().available().map(DataRate::bytesPerSecond).orElse(0L);
        connection.deliveryRate = bottleneck;
        connection.appLimited = bottleneck == 0;
        connection.tell(info, bottleneck - free);
        return true;
    }

    @Override
    public String name() {
        return "Linux";
    }

    @Override
    public QosSubsystem subsystem() {
        return qos;
    }

    @Override
    public NativeSocket socket(Endpoint endpoint) {
        return NativeSocket.of(channels.computeIfAbsent(endpoint, any -> connect()));
    }

    private SocketChannel connect() {
        try {
            return SocketChannel.open(server.getLocalAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void administrator(boolean granted) {
        // any user may have any mark
    }

    @Override
    public synchronized void congestion(QosFlow flow, boolean now) {
        congested = now;
    }

    @Override
    public void available(QosFlow flow, FlowFundamentals known) {
        path.set(known);
    }

    @Override
    public void fundamentals(FlowFundamentals known) {
        path.set(known);
    }

    @Override
    public void restart() {
        throw new UnsupportedOperationException("a kernel does not restart");
    }

    @Override
    public int flowCount() {
        try {
            return qos.enumerateFlows().length;
        } catch (QosException e) {
            return 0;
        }
    }

    @Override
    public OptionalInt requests() {
        return OptionalInt.empty();
    }

    @Override
    public void close() {
        qos.close();
        try {
            server.close();
            for (SocketChannel channel : channels.values()) {
                channel.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
