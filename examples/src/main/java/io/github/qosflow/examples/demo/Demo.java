package io.github.qosflow.examples.demo;

import com.sun.jna.Platform;
import io.github.qosflow.examples.text.Output;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import java.io.PrintStream;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Starts a server and clients on this machine, each channel marked by a {@code QosHandler} alone, looks at the packets
 * and prints what it saw. Exit status 0: every packet of every channel carried the mark asked for. Where a program
 * without privileges cannot look, as on Windows, 0 says that every channel has a flow.
 */
public final class Demo {
    /** Kept, or its level would be forgotten: Netty warns of things that do not matter here, a missing MAC address. */
    private static final Logger NETTY = Logger.getLogger("io.netty");

    private Demo() {}

    /**
     * Runs once and ends the JVM.
     *
     * @param args none
     * @throws InterruptedException if somebody interrupts the main thread
     */
    public static void main(String[] args) throws InterruptedException {
        NETTY.setLevel(Level.SEVERE);
        Table table = run();
        PrintStream out = Output.standard();
        out.print(table.text(Platform.isWindows() ? "ok" : "✓"));
        out.println();
        out.println(summary(table));
        out.flush();
        System.exit(table.exitStatus());
    }

    static Table run() throws InterruptedException {
        EventLoopGroup loops = new MultiThreadIoEventLoopGroup(2, NioIoHandler.newFactory());
        try {
            return new Table(new Tour(loops).walk());
        } finally {
            loops.shutdownGracefully(0, Patience.milliseconds(), TimeUnit.MILLISECONDS)
                    .sync();
        }
    }

    private static String summary(Table table) {
        String count = table.goodRows() + " of " + table.rows().size() + " channels ";
        String did = table.watched()
                ? "sent all their " + Tour.MESSAGES + " messages with the mark asked for"
                : "have a flow; what they send only a capture on the receiver can show";
        return count + did + (table.exitStatus() == 0 ? "." : ". The last column says what differs.");
    }
}
