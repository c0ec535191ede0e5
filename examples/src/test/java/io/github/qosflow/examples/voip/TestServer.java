package io.github.qosflow.examples.voip;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.qosflow.examples.voip.sip.Limits;
import io.github.qosflow.examples.voip.sip.Transport;
import io.github.qosflow.examples.voip.transaction.Timers;
import io.github.qosflow.examples.voip.web.ServerView.Totals;
import java.net.InetSocketAddress;
import java.time.Duration;

/** The whole server on the loopback interface, with ports that are free and times a 25th of the standard's. */
public final class TestServer implements AutoCloseable {
    private static final Limits IMPATIENT =
            new Limits(64 << 10, Duration.ofMillis(700), Duration.ofMillis(700), Duration.ofSeconds(4), 50, 1 << 20);

    private final VoipServer server;

    private TestServer(VoipServer server) {
        this.server = server;
    }

    public static TestServer start() throws Exception {
        Options options = Voip.options(
                "--bind=127.0.0.1", "--bind=::1", "--sip-port=0", "--tls-port=0", "--media-ports=20000-20199");
        return new TestServer(VoipServer.start(options, new Timers(20, 160, 200), IMPATIENT));
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

    /** After the last call: no calls, no transactions and no media ports. */
    public void requireNothingLeft() {
        await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
            Totals now = server.view().totals();
            assertEquals(new Totals(0, now.calls(), now.failed(), now.requests(), 0, 0), now);
        });
    }

    @Override
    public void close() {
        server.stop(Duration.ZERO);
    }
}
