package io.github.qosflow.examples.voip.phone;

import io.github.qosflow.Dscp;
import io.github.qosflow.examples.observe.Capture;
import io.github.qosflow.examples.observe.Packet;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Two processes of baresip. What they get is seen on its way, if this program may capture packets. */
final class RealPhones implements Conversation {
    private static final int ETHERNET_BYTES = 14;
    private static final int UDP = 17;

    private final InetSocketAddress server;
    private final Path folder;
    private final Received toCaller = Received.nothing();
    private final Received toCallee = Received.nothing();
    private final @Nullable Capture capture;
    private final Thread watcher = new Thread(this::watch, "voip-capture");
    private volatile @Nullable Baresip caller;
    private volatile @Nullable Baresip callee;
    private volatile boolean closed;

    RealPhones(InetSocketAddress server) throws IOException {
        this.server = server;
        this.folder = Files.createTempDirectory("qosflow-phones");
        this.capture = capture();
    }

    private static @Nullable Capture capture() {
        try {
            return Capture.open();
        } catch (IOException notAllowed) {
            return null;
        }
    }

    @Override
    public void begin() throws IOException, InterruptedException {
        watcher.start();
        Baresip bob = new Baresip(folder.resolve("bob"), "bob", server);
        callee = bob;
        bob.await("200 OK");
        Baresip alice = new Baresip(folder.resolve("alice"), "alice", server, "-e", "/dial " + bob.user());
        caller = alice;
        alice.await("Call established");
    }

    @Override
    public void end() throws IOException, InterruptedException {
        there(caller).quit();
        there(callee).await("jitter:");
        there(callee).quit();
    }

    private static Baresip there(@Nullable Baresip phone) {
        if (phone == null) {
            throw new IllegalStateException("no call has begun");
        }
        return phone;
    }

    private void watch() {
        try {
            while (capture != null && !closed) {
                capture.next(100).ifPresent(this::sort);
            }
        } catch (IOException e) {
            System.getLogger("voip").log(System.Logger.Level.WARNING, "no more packets are seen: " + e.getMessage());
        } finally {
            if (capture != null) {
                capture.close();
            }
        }
    }

    private void sort(Packet frame) {
        ByteBuffer bytes = frame.data();
        if (bytes.limit() > ETHERNET_BYTES + 28 && bytes.get(ETHERNET_BYTES + 9) == UDP) {
            int ports = ETHERNET_BYTES + (bytes.get(ETHERNET_BYTES) & 0xf) * 4;
            int from = Short.toUnsignedInt(bytes.getShort(ports));
            int to = Short.toUnsignedInt(bytes.getShort(ports + 2));
            count(caller, toCaller, from, to, frame.markOfFrame());
            count(callee, toCallee, from, to, frame.markOfFrame());
        }
    }

    /** Nobody but the server sends to these ports. */
    private void count(@Nullable Baresip phone, Received received, int from, int to, Optional<Dscp> mark) {
        if (phone != null && to == phone.sipPort() && from == server.getPort()) {
            received.signaling().count(mark);
        } else if (phone != null && phone.isRtpPort(to)) {
            (to % 2 == 0 ? received.audio() : received.control()).count(mark);
        }
    }

    @Override
    public List<End> ends() throws IOException {
        return List.of(
                new End("caller", toCaller, there(caller).heard()),
                new End("callee", toCallee, there(callee).heard()));
    }

    @Override
    public Optional<String> place() {
        return capture == null ? Optional.empty() : Optional.of("on the loopback interface");
    }

    @Override
    public void close() {
        closed = true;
        Stream.of(Optional.ofNullable(caller), Optional.ofNullable(callee))
                .flatMap(Optional::stream)
                .forEach(Baresip::close);
        try (Stream<Path> files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder())
                    .forEach(file -> file.toFile().delete());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
