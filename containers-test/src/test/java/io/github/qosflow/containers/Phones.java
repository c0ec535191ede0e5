package io.github.qosflow.containers;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.qosflow.testkit.Capture;
import io.github.qosflow.testkit.Capture.Packet;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.testcontainers.containers.Network;
import org.testcontainers.images.builder.Transferable;
import org.testcontainers.utility.MountableFile;

/** A container full of telephones: SIPp, socat for those that speak TLS, and tcpdump to see what reaches them. */
final class Phones implements AutoCloseable {
    static final int PORT = 5070;
    static final int TLS_PORT = 5071;
    static final int TUNNEL_PORT = 5062;
    static final int MEDIA_PORT = 7000;

    private static final String SCENARIOS = "/sipp/";
    private static final String CERTIFICATE_FILE = "/tmp/phones.pem";
    private static final String CAPTURE_FILE = "/tmp/capture.pcap";
    private static final int AUDIO_BYTES = 160 * 50 * 10;
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final Machine machine;
    private final CallServer server;
    private int runs;

    Phones(Network network, CallServer server) throws IOException, InterruptedException {
        this.server = server;
        machine = new Machine(network)
                .withCopyFileToContainer(
                        MountableFile.forClasspathResource("io/github/qosflow/containers/sipp"), SCENARIOS)
                .withCopyToContainer(Transferable.of(new byte[AUDIO_BYTES]), "/tmp/audio.raw")
                .withCopyToContainer(
                        Transferable.of(server.certificate().getCertificatePEM()
                                + server.certificate().getPrivateKeyPEM()),
                        CERTIFICATE_FILE)
                .withEnv("TERM", "xterm") // SIPp draws its screen, whoever looks
                .withCommand("sleep", "infinity");
        machine.start();
        openTunnels();
    }

    private void openTunnels() throws IOException, InterruptedException {
        tunnel(
                "TCP-LISTEN:" + TUNNEL_PORT + ",bind=127.0.0.1,fork,reuseaddr",
                "OPENSSL:" + server.address() + ":" + CallServer.TLS_PORT + ",cafile=" + CERTIFICATE_FILE
                        + ",commonname=" + CallServer.NAME);
        tunnel(
                "OPENSSL-LISTEN:" + TLS_PORT + ",fork,reuseaddr,cert=" + CERTIFICATE_FILE + ",verify=0",
                "TCP:" + machine.ipv4() + ":" + PORT);
    }

    private void tunnel(String from, String to) throws IOException, InterruptedException {
        sh("nohup socat " + from + " " + to + " > /tmp/socat.log 2>&1 &");
    }

    String id() {
        return machine.getContainerId();
    }

    /** Runs a scenario of ours that asks the server, to its end. */
    Outcome run(Signaling over, String scenario, String... options) throws IOException, InterruptedException {
        return start(over, scenario, options).await();
    }

    /** As {@link #run}, without waiting. */
    Run start(Signaling over, String scenario, String... options) throws IOException, InterruptedException {
        List<String> all = new ArrayList<>(over.toward(server.address()));
        all.addAll(scenario(scenario));
        all.addAll(List.of(options));
        return launch(over, all);
    }

    /** The server shall refuse each call so. */
    Outcome refused(Signaling over, int status, String user, int calls) throws IOException, InterruptedException {
        String scenario = "refused-" + status;
        sh("sed s/STATUS/" + status + "/ " + SCENARIOS + "refused.xml > " + SCENARIOS + scenario + ".xml");
        return run(over, scenario, "-s", user, "-m", Integer.toString(calls), "-r", "50");
    }

    /** Registers a callee, and lets it take some calls by a scenario of ours. */
    Run callee(Signaling over, String scenario, int calls, String... options) throws IOException, InterruptedException {
        // Not by the tunnel: it keeps the connection when SIPp has gone, and the first call would go there, to nobody.
        List<String> register = new ArrayList<>(over.registering().toward(server.address()));
        register.addAll(scenario("register"));
        register.addAll(List.of("-s", over.callee(), "-m", "1"));
        launch(over.registering(), over, register).await().assertAllSucceeded(1);
        List<String> all = new ArrayList<>(scenario(scenario));
        all.addAll(List.of("-p", Integer.toString(PORT), "-m", Integer.toString(calls), "-mp", "" + MEDIA_PORT));
        all.addAll(List.of(options));
        Run run = launch(over, all);
        String port = String.format(":%04X ", PORT);
        Awaitility.await("a callee at port " + PORT)
                .until(() -> sh("cat /proc/net/" + (over == Signaling.UDP ? "udp" : "tcp"))
                        .contains(port));
        return run;
    }

    /** Ours, or with a minus one of SIPp's own. */
    private static List<String> scenario(String name) {
        return name.startsWith("-") ? List.of("-sn", name.substring(1)) : List.of("-sf", SCENARIOS + name + ".xml");
    }

    private Run launch(Signaling over, List<String> options) throws IOException, InterruptedException {
        return launch(over, over, options);
    }

    private Run launch(Signaling over, Signaling contact, List<String> options)
            throws IOException, InterruptedException {
        String files = "/tmp/run-" + ++runs;
        List<String> command = new ArrayList<>(List.of("sipp"));
        command.addAll(options);
        command.addAll(over.options(contact));
        command.addAll(List.of("-i", machine.ipv4(), "-nostdin", "-max_retrans", "11"));
        command.addAll(List.of("-trace_stat", "-fd", "1", "-stf", files + ".csv"));
        command.addAll(List.of("-trace_err", "-error_file", files + ".err"));
        sh("(" + String.join(" ", command) + " > " + files + ".out 2>&1; echo $? > " + files + ".exit) &");
        return new Run(files);
    }

    /** SIPp at work. */
    final class Run {
        private final String files;

        private Run(String files) {
            this.files = files;
        }

        Outcome await() throws IOException, InterruptedException {
            Awaitility.await("the end of SIPp, " + files)
                    .atMost(PATIENCE)
                    .pollInterval(Duration.ofMillis(200))
                    .until(() -> !read(".exit").isBlank());
            String errors = read(".err");
            return Outcome.read(
                    Integer.parseInt(read(".exit").trim()), read(".csv"), errors.isEmpty() ? read(".out") : errors);
        }

        private String read(String ending) throws IOException, InterruptedException {
            return sh("cat " + files + ending + " 2> /dev/null || true");
        }
    }

    /** Ends what is left running, and the tunnels: socat keeps its connection to the server when SIPp has gone. */
    void hangUpAll() throws IOException, InterruptedException {
        sh(
                "for p in /proc/[0-9]*; do case $(cat $p/comm 2> /dev/null) in sipp|socat|tcpdump) kill -9 ${p#/proc/} ;; esac; done");
        openTunnels();
    }

    /** Captures from now on what comes from the server. */
    void capture() throws IOException, InterruptedException {
        String log = "/tmp/tcpdump.log";
        sh("rm -f " + log + "; nohup tcpdump -Z root -i eth0 -s 128 -B 16384 -U --immediate-mode -w " + CAPTURE_FILE
                + " 'src host " + server.address() + " and (tcp or udp)' > " + log + " 2>&1 &");
        Awaitility.await("tcpdump").until(() -> sh("cat " + log).contains("listening on"));
    }

    /** What was captured, once there has been nothing new for a while. */
    List<Packet> captured() throws IOException, InterruptedException {
        String size = "";
        for (String now = sh("wc -c " + CAPTURE_FILE); !now.equals(size); now = sh("wc -c " + CAPTURE_FILE)) {
            size = now;
            Thread.sleep(500);
        }
        return machine.copyFileFromContainer(CAPTURE_FILE, Capture::read);
    }

    private String sh(String command) throws IOException, InterruptedException {
        var result = machine.execInContainer("sh", "-c", command);
        assertEquals(0, result.getExitCode(), command + ": " + result.getStderr());
        return result.getStdout();
    }

    @Override
    public void close() {
        machine.stop();
    }
}
