package io.github.qosflow.examples.voip.phone;

import java.io.File;
import java.io.IOException;
import java.net.BindException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A real phone, baresip 1.0, without a sound card: says a tone, answers by itself, and marks nothing. */
final class Baresip implements AutoCloseable {
    private static final String PROGRAM = "baresip";
    private static final Path MODULES = Path.of("/usr/lib/baresip/modules");
    private static final int PATIENCE_SECONDS = 10;
    private static final int RTP_PORTS = 10;

    private final Path folder;
    private final String user;
    private final String server;
    private final int sipPort;
    private final int rtpPort;
    private final Path log;
    private final Process process;

    /** Starts it, so that it registers. */
    Baresip(Path folder, String name, InetSocketAddress server, String... more) throws IOException {
        this.folder = Files.createDirectories(folder);
        this.server = server.getAddress().getHostAddress();
        this.user = "sip:" + name + "@" + this.server + ":" + server.getPort();
        this.sipPort = freeSipPort(server.getAddress());
        this.rtpPort = freeRtpPort(server.getAddress());
        this.log = folder.resolve("log");
        Files.writeString(folder.resolve("config"), config());
        Files.writeString(folder.resolve("accounts"), "<" + user + ">;answermode=auto;regint=60;audio_codecs=PCMU\n");
        Files.createFile(folder.resolve("contacts"));
        this.process = new ProcessBuilder(
                        Stream.concat(command().stream(), Stream.of(more)).toList())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
    }

    static boolean isThere() {
        return Files.isDirectory(MODULES)
                && Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                        .anyMatch(place -> Files.isExecutable(Path.of(place, PROGRAM)));
    }

    /** After a minute it ends by itself, even if nobody is left to end it. */
    private List<String> command() {
        return List.of(PROGRAM, "-f", folder.toString(), "-t", "60");
    }

    private String config() {
        return String.join(
                "\n",
                "module_path " + MODULES,
                "module g711.so",
                "module ausine.so",
                "module aubridge.so",
                "module_tmp account.so",
                "module_app menu.so",
                "sip_listen " + server + ":" + sipPort,
                "net_interface " + server,
                "rtp_ports " + rtpPort + "-" + (rtpPort + RTP_PORTS),
                "rtp_tos 0",
                "rtp_stats yes",
                "audio_source ausine,400",
                "ausrc_srate 48000",
                "ausrc_channels 2",
                "audio_player aubridge,nobody",
                "audio_alert nil,nil",
                "");
    }

    /** It listens for TLS too, one port further. */
    private static int freeSipPort(InetAddress local) throws IOException {
        try (ServerSocket sip = new ServerSocket(0, 1, local);
                ServerSocket tls = new ServerSocket(sip.getLocalPort() + 1, 1, local)) {
            return tls.getLocalPort() - 1;
        } catch (BindException taken) {
            return freeSipPort(local);
        }
    }

    private static int freeRtpPort(InetAddress local) throws IOException {
        try (DatagramSocket any = new DatagramSocket(0, local)) {
            return Math.min(any.getLocalPort() & ~1, 65_534 - RTP_PORTS);
        }
    }

    String user() {
        return user;
    }

    int sipPort() {
        return sipPort;
    }

    boolean isRtpPort(int port) {
        return port >= rtpPort && port <= rtpPort + RTP_PORTS + 1;
    }

    /** Waits until it has written this. */
    void await(String text) throws IOException, InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (!Files.readString(log).contains(text)) {
            if (System.nanoTime() > end || !process.isAlive()) {
                throw new IOException("baresip did not say \"" + text + "\" but:\n" + Files.readString(log));
            }
            Thread.sleep(50);
        }
    }

    /** What it says of the call when that is over. */
    Heard.Figures heard() throws IOException {
        String said = Files.readString(log);
        return new Heard.Figures(
                (long) received(said, "packets"), (long) received(said, "lost"), received(said, "jitter"));
    }

    /** A line has two columns: transmit and receive. */
    private static double received(String said, String title) {
        Matcher line = Pattern.compile(title + ":\\s+\\S+\\s+([-\\d.]+)").matcher(said);
        return line.find() ? Double.parseDouble(line.group(1)) : 0;
    }

    /** Hangs up and ends. */
    void quit() throws InterruptedException {
        process.destroy();
        process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
