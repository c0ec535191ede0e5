package io.github.qosflow.examples.voip;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.qosflow.examples.voip.sip.Transport;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("linux")
class VoipServerTest {
    private static final String HERE = "127.0.7.7";
    /** Of 28 000 that the system gives: one of six UDP ports is no TCP port. */
    private static final int TAKEN = 5_000;

    private static final int STARTS = 30;

    @Test
    void anyPortIsOneThatIsFreeForUdpAndTcp() throws Exception {
        List<ServerSocket> taken = new ArrayList<>();
        try {
            for (int i = 0; i < TAKEN; i++) {
                taken.add(new ServerSocket(0, 1, InetAddress.getByName(HERE)));
            }
            for (int i = 0; i < STARTS; i++) {
                VoipServer server = VoipServer.start(Voip.options("--bind", HERE, "--sip-port", "0", "--no-qos"));
                assertEquals(server.listening(Transport.UDP), server.listening(Transport.TCP));
                server.stop(Duration.ZERO);
            }
        } finally {
            for (ServerSocket socket : taken) {
                socket.close();
            }
        }
    }
}
