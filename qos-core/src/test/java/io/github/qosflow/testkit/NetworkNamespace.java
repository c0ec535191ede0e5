package io.github.qosflow.testkit;

import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A host of our own on this machine: interfaces, routes and firewall of a network namespace. Sockets opened within
 * {@link #in} belong to it for good, wherever they are used. Needs root and iproute2.
 *
 * <pre>{@code
 * try (NetworkNamespace host = NetworkNamespace.create("sender")) {
 *     host.run("tc qdisc add dev lo root tbf rate 20mbit burst 15k latency 60ms");
 *     SocketChannel channel = host.in(() -> SocketChannel.open(server));
 * }
 * }</pre>
 */
public final class NetworkNamespace implements AutoCloseable {
    private static final int CLONE_NEWNET = 0x4000_0000;
    private static final AtomicInteger LAST = new AtomicInteger();

    static {
        Native.register(NetworkNamespace.class, NativeLibrary.getProcess());
    }

    private final String name;

    private NetworkNamespace(String name) {
        this.name = name;
    }

    /** setns(2). */
    private static native int setns(int descriptor, int type);

    /** open(2), read only. */
    private static native int open(String path, int flags);

    private static native int close(int descriptor);

    /**
     * Makes one, with its loopback interface up.
     *
     * @param purpose part of its name
     * @return the namespace; close it when done
     * @throws IOException if the system refuses
     */
    public static NetworkNamespace create(String purpose) throws IOException {
        String name = "qosflow-" + ProcessHandle.current().pid() + "-" + LAST.incrementAndGet() + "-" + purpose;
        execute(List.of("ip", "netns", "add", name));
        NetworkNamespace made = new NetworkNamespace(name);
        made.run("ip link set lo up");
        return made;
    }

    /**
     * Joins this one and another by a cable: {@code interfaces[0]} here, {@code interfaces[1]} there, both up.
     *
     * @param other the other end
     * @param here name and address of the interface here, for instance {@code a0 10.9.1.1/24}
     * @param there the same of the other end
     * @throws IOException if the system refuses
     */
    public void connect(NetworkNamespace other, String here, String there) throws IOException {
        String[] mine = here.split(" ");
        String[] theirs = there.split(" ");
        execute(List.of(
                "ip",
                "link",
                "add",
                mine[0],
                "netns",
                name,
                "type",
                "veth",
                "peer",
                "name",
                theirs[0],
                "netns",
                other.name));
        up(mine[0], mine[1]);
        other.up(theirs[0], theirs[1]);
    }

    private void up(String link, String address) throws IOException {
        run("ip address add " + address + " dev " + link + (address.contains(":") ? " nodad" : ""));
        run("ip link set " + link + " up");
    }

    /**
     * Runs a command inside and waits for its end.
     *
     * @param command words separated by blanks
     * @return what it printed
     * @throws IOException if it fails
     */
    public String run(String command) throws IOException {
        return execute(command(command.split(" ")));
    }

    /**
     * What runs a command inside, for whoever starts a process.
     *
     * @param command the command
     * @return the command that enters first
     */
    public List<String> command(String... command) {
        List<String> words = new ArrayList<>(List.of("ip", "netns", "exec", name));
        words.addAll(List.of(command));
        return words;
    }

    /**
     * Does something on a thread that is inside.
     *
     * @param task what to do
     * @param <T> what it gives
     * @return what it gave
     * @throws Exception what it threw
     */
    public <T> T in(Callable<T> task) throws Exception {
        CompletableFuture<T> result = new CompletableFuture<>();
        Thread inside = new Thread(() -> {
            try {
                enter();
                result.complete(task.call());
            } catch (Throwable e) {
                result.completeExceptionally(e);
            }
        });
        inside.start();
        try {
            return result.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Exception cause) {
                throw cause;
            }
            throw e;
        }
    }

    /** This thread, until it ends. */
    private void enter() throws IOException {
        int descriptor = open("/var/run/netns/" + name, 0);
        int entered = setns(descriptor, CLONE_NEWNET);
        int error = Native.getLastError();
        close(descriptor);
        if (entered != 0) {
            throw new IOException("setns failed with error " + error);
        }
    }

    /** Ends it; sockets that are still open keep it alive. */
    @Override
    public void close() throws IOException {
        execute(List.of("ip", "netns", "delete", name));
    }

    private static String execute(List<String> command) throws IOException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        try {
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new IOException(String.join(" ", command) + ": " + output);
            }
            return output;
        } catch (InterruptedException e) {
            process.destroy();
            throw new IOException("interrupted at " + command, e);
        }
    }
}
