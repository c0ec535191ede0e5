package io.github.qosflow.containers;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.jr.ob.JSON;
import io.github.qosflow.examples.voip.Voip;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.testcontainers.containers.Network;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.images.builder.Transferable;

/** The signaling server in a container of its own, without any right. */
final class CallServer implements AutoCloseable {
    static final int SIP_PORT = 5060;
    static final int TLS_PORT = 5061;
    static final int FIRST_MEDIA_PORT = 16_384;
    static final int LAST_MEDIA_PORT = 32_767;
    /** The subject of the certificate, which telephones look for. */
    static final String NAME = "qosflow-test";

    private static final String CERTIFICATE_FILE = "/tmp/certificate.pem";
    private static final String KEY_FILE = "/tmp/key.pem";
    private static final int HTTP_PORT = 8080;
    /** An answer may be asked for again for 32 s (RFC 3261, timers H, J and L, at T1 = 500 ms), a BYE over UDP may take as long before. */
    private static final Duration TRANSACTIONS_END = Duration.ofSeconds(80);

    private static final int TICK_MILLIS = 10;
    /** The last line of what {@code -XX:+PrintClassHistogram} prints: objects and bytes. */
    private static final Pattern HISTOGRAM = Pattern.compile("Total +[0-9]+ +([0-9]+)");

    private final Machine machine;
    private final X509Bundle certificate;
    private final int flowsAtStart;

    private CallServer(Machine machine, X509Bundle certificate) throws IOException, InterruptedException {
        this.machine = machine;
        this.certificate = certificate;
        machine.start();
        this.flowsAtStart = state().flows();
    }

    static CallServer start(Network network, String... options) throws Exception {
        X509Bundle certificate = new CertificateBuilder()
                .subject("CN=" + NAME)
                .setIsCertificateAuthority(true)
                .buildSelfSigned();
        Machine machine = new Machine(network)
                .unprivileged()
                .withCopyToContainer(Transferable.of(certificate.getCertificatePEM()), CERTIFICATE_FILE)
                .withCopyToContainer(Transferable.of(certificate.getPrivateKeyPEM()), KEY_FILE)
                .waitingFor(Wait.forLogMessage("ready .*\\n", 1).withStartupTimeout(Machine.PATIENCE));
        List<String> java = machine.java(Voip.class, options);
        java.add(1, "-XX:+PrintClassHistogram"); // for heap()
        // sh: the address is not known before the container runs; exec: signals are for the server
        machine.withCommand(
                "sh",
                "-c",
                "exec " + String.join(" ", java) + " --bind $(hostname -i) --sip-port " + SIP_PORT + " --tls-port "
                        + TLS_PORT + " --tls-cert " + CERTIFICATE_FILE + " --tls-key " + KEY_FILE + " --http "
                        + HTTP_PORT);
        return new CallServer(machine, certificate);
    }

    String address() {
        return machine.ipv4();
    }

    String id() {
        return machine.getContainerId();
    }

    X509Bundle certificate() {
        return certificate;
    }

    /** What the page tells of it. */
    record State(int calls, int transactions, int flows) {
        static State of(Map<?, ?> view) {
            Map<?, ?> totals = (Map<?, ?>) Objects.requireNonNull(view.get("totals"));
            int media = list(view, "calls").stream()
                    .mapToInt(call -> list((Map<?, ?>) call, "flows").size())
                    .sum();
            return new State(
                    number(totals, "active"),
                    number(totals, "transactions"),
                    list(view, "connections").size() + media);
        }

        private static int number(Map<?, ?> of, String name) {
            return ((Number) Objects.requireNonNull(of.get(name), name)).intValue();
        }

        private static List<?> list(Map<?, ?> of, String name) {
            return (List<?>) Objects.requireNonNull(of.get(name), name);
        }
    }

    /** Asked from inside, for the page is for its own machine only; with bash, for there is no other program for it. */
    State state() throws IOException, InterruptedException {
        String request = "GET /view HTTP/1.0\\r\\nHost: 127.0.0.1\\r\\nConnection: close\\r\\n\\r\\n";
        var answer = machine.execInContainer(
                "bash",
                "-c",
                "exec 3<>/dev/tcp/127.0.0.1/" + HTTP_PORT + " && printf '" + request + "' >&3 && cat <&3");
        assertEquals(0, answer.getExitCode(), answer.getStderr());
        String[] parts = answer.getStdout().split("\r\n\r\n", 2);
        assertEquals(2, parts.length, answer.getStdout());
        return State.of(JSON.std.mapFrom(parts[1]));
    }

    /** As the kernel sees it: its UDP sockets within the range. */
    long mediaPorts() throws IOException, InterruptedException {
        return machine.execInContainer("cat", "/proc/net/udp")
                .getStdout()
                .lines()
                .skip(1)
                .mapToInt(line -> Integer.parseInt(line.trim().split("[:\\s]+")[2], 16))
                .filter(port -> port >= FIRST_MEDIA_PORT && port <= LAST_MEDIA_PORT)
                .count();
    }

    /** Milliseconds of CPU that it has taken so far. */
    long cpuMillis() throws IOException, InterruptedException {
        String[] fields =
                machine.execInContainer("cat", "/proc/1/stat").getStdout().split(" ");
        return TICK_MILLIS * (Long.parseLong(fields[13]) + Long.parseLong(fields[14])); // proc(5): utime, stime
    }

    /** Bytes of its heap that live, after a full collection. */
    long heap() {
        int before = histograms().size();
        machine.getDockerClient().killContainerCmd(id()).withSignal("SIGQUIT").exec();
        Awaitility.await("a histogram").until(() -> histograms().size() > before);
        return histograms().get(before);
    }

    private List<Long> histograms() {
        return HISTOGRAM
                .matcher(log())
                .results()
                .map(total -> Long.valueOf(total.group(1)))
                .toList();
    }

    /** When the last BYE was answered, there are no calls and no media. */
    void awaitNoCalls() {
        Awaitility.await("no calls").atMost(Duration.ofSeconds(5)).untilAsserted(() -> {
            assertEquals(0, state().calls());
            assertEquals(0, mediaPorts());
        });
    }

    /** Also no transactions, and of flows those of the listening sockets only. */
    void awaitNothing() {
        awaitNoCalls();
        Awaitility.await("nothing left")
                .atMost(TRANSACTIONS_END)
                .pollInterval(Duration.ofSeconds(1))
                .untilAsserted(() -> assertEquals(new State(0, 0, flowsAtStart), state()));
    }

    void terminate() {
        machine.getDockerClient().killContainerCmd(id()).withSignal("SIGTERM").exec();
    }

    boolean running() {
        return machine.isRunning();
    }

    /** Its exit status, once it has ended. */
    Long exitStatus() {
        return machine.getCurrentContainerInfo().getState().getExitCodeLong();
    }

    String log() {
        return machine.getLogs();
    }

    @Override
    public void close() {
        machine.stop();
    }
}
