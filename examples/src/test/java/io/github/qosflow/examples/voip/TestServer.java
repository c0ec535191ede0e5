package io.github.qosflow.examples.voip;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.qosflow.examples.voip.Options.Media;
import io.github.qosflow.examples.voip.sip.Limits;
import io.github.qosflow.examples.voip.sip.Transport;
import io.github.qosflow.examples.voip.transaction.Timers;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** The whole server on the loopback interface, with ports that are free and times a 25th of the standard's. */
public final class TestServer implements AutoCloseable {
    private static final Limits IMPATIENT =
            new Limits(64 << 10, Duration.ofMillis(700), Duration.ofMillis(700), Duration.ofSeconds(4), 50, 1 << 20);

    private final VoipServer server;

    private TestServer(VoipServer server) {
        this.server = server;
    }

    public static TestServer start() throws Exception {
        return start(options -> options);
    }

    public static TestServer start(UnaryOperator<Options> change) throws Exception {
        Options options = new Options(
                List.of(InetAddress.getByName("127.0.0.1"), InetAddress.getByName("::1")),
                0,
                Optional.of(0),
                Optional.empty(),
                Optional.empty(),
                InetAddress.getLoopbackAddress(),
                Optional.empty(),
                Optional.empty(),
                Media.RELAY,
                "20000-20199",
                Duration.ofMinutes(1),
                Duration.ZERO,
                true);
        return new TestServer(VoipServer.start(change.apply(options), new Timers(20, 160, 200), IMPATIENT));
    }

    public VoipServer server() {
        return server;
    }

    public InetSocketAddress udp() {
        return server.listening(Transport.UDP).get(0);
    }

    public InetSocketAddress tcp() {
        return server.listening(Transport.TCP).get(0);
    }

    public InetSocketAddress tls() {
        return server.listening(Transport.TLS).get(0);
    }

    /** After the last call: no calls, no transactions, no media ports, and no flow but those of the listening sockets. */
    public void requireNothingLeft() {
        await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
            VoipServer.Left left = server.left();
            assertEquals(new VoipServer.Left(0, 0, 0, left.flows()), left);
        });
    }

    @Override
    public void close() {
        server.stop(Duration.ZERO);
    }
}
