package io.github.qosflow.internal.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import io.github.qosflow.FlowSpec;
import io.github.qosflow.MarkingProfile;
import io.github.qosflow.NativeSocket;
import io.github.qosflow.QosSubsystem;
import io.github.qosflow.TrafficType;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a round costs, beside the same call in C. Of the layer that has a compiler. */
@Tag("namespaces")
class SamplerCostTest {
    private static final int FLOWS = 10_000;
    private static final int ROUNDS = 60;
    private static final int WARM_UP = 40;
    private static final long LIMIT_NS = 2_000;
    private static final FlowSpec ADAPTIVE =
            FlowSpec.builder(TrafficType.VOICE).adaptive(true).build();

    /** Never runs by itself: the test does the rounds. */
    private final CongestionSampler sampler = new CongestionSampler(Duration.ofDays(1), (fd, info) -> info.read(fd));

    private final List<SocketChannel> channels = new ArrayList<>();
    private final TcpInfo info = new TcpInfo();
    private final MeasuredPath[] batch = new MeasuredPath[256];
    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    @TempDir
    Path directory;

    @Test
    void aSampleTakesLessThanTwoMicrosecondsAndLeavesNoGarbage() throws Exception {
        String inC = program();
        try (QosSubsystem qos = new LinuxBackend(sampler).open(MarkingProfile.WINDOWS)) {
            connect(qos);
            assertEquals(FLOWS, sampler.size());
            for (int i = 0; i < WARM_UP; i++) {
                send();
                sampler.round(info, batch);
            }
            measure(inC);
        } finally {
            closeAll();
        }
    }

    private void measure(String inC) throws IOException {
        long[] timesNs = new long[ROUNDS];
        long garbage = 0;
        for (int i = 0; i < ROUNDS; i++) {
            send();
            long before = threads.getCurrentThreadAllocatedBytes();
            long beganNs = System.nanoTime();
            sampler.round(info, batch);
            timesNs[i] = (System.nanoTime() - beganNs) / FLOWS;
            garbage += threads.getCurrentThreadAllocatedBytes() - before;
        }
        Arrays.sort(timesNs);
        long medianNs = timesNs[ROUNDS / 2];
        System.out.println("a sample of one of " + FLOWS + " flows: " + medianNs + " ns (" + timesNs[0] + " to "
                + timesNs[ROUNDS - 1] + "), " + garbage + " bytes of garbage in " + ROUNDS
                + " rounds; TCP_INFO alone in C: " + inC + " ns");
        assertTrue(medianNs <= LIMIT_NS, medianNs + " ns");
        assertTrue(garbage < FLOWS, garbage + " bytes of garbage for " + FLOWS * ROUNDS + " samples");
    }

    private void connect(QosSubsystem qos) throws IOException {
        try (ServerSocketChannel server =
                ServerSocketChannel.open().bind(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0))) {
            while (channels.size() < FLOWS) {
                channels.add(SocketChannel.open(server.getLocalAddress()));
                channels.add(server.accept());
            }
        }
        for (SocketChannel channel : channels) {
            qos.createFlow(ADAPTIVE, NativeSocket.of(channel));
        }
    }

    /** A sample with nothing sent since the last one would be cheaper. */
    private void send() throws IOException {
        ByteBuffer one = ByteBuffer.allocate(1);
        for (SocketChannel channel : channels) {
            channel.write(one.clear());
        }
    }

    private void closeAll() throws IOException {
        for (SocketChannel channel : channels) {
            channel.close();
        }
    }

    private String program() throws IOException, InterruptedException {
        String binary = directory.resolve("tcpinfo").toString();
        run("gcc", "-O2", "-Wall", "-Werror", "-o", binary, "src/test/c/tcpinfo/tcpinfo.c");
        return run(binary, Integer.toString(FLOWS), Integer.toString(ROUNDS)).strip();
    }

    private static String run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), String.join(" ", command) + ": " + output);
        return output;
    }
}
