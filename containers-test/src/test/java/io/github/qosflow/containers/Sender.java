package io.github.qosflow.containers;

import io.github.qosflow.FlowSpec;
import io.github.qosflow.QosException;
import io.github.qosflow.netty.QosHandler;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The sender's program: a channel for every {@link Case}, marked by a {@code QosHandler} alone, and for each of them a
 * {@link Report} on standard output; then what it may do here, and {@link #DONE}.
 */
final class Sender {
    static final int MESSAGES = 5;
    /** The port of the very last datagram: a capture that has it has everything. */
    static final int LAST_PORT = 30_000;

    static final String DONE = "sender is done";
    static final String RIGHTS = "rights ";

    private final InetAddress ipv4;
    private final InetAddress ipv6;

    private Sender(InetAddress ipv4, InetAddress ipv6) {
        this.ipv4 = ipv4;
        this.ipv6 = ipv6;
    }

    /** The receiver's addresses, IPv4 and IPv6. */
    public static void main(String[] args) throws IOException, QosException, InterruptedException {
        Sender sender = new Sender(InetAddress.getByName(args[0]), InetAddress.getByName(args[1]));
        for (Transport transport : Transport.values()) {
            sender.send(transport);
        }
        sender.sendLast();
        Priorities.print();
        Files.lines(Path.of("/proc/self/status")).forEach(line -> System.out.println(RIGHTS + line));
        System.out.println(DONE);
    }

    private void send(Transport transport) throws QosException, InterruptedException {
        MultiThreadIoEventLoopGroup loops = new MultiThreadIoEventLoopGroup(1, transport.ioHandler());
        try {
            for (Case one : Case.all()) {
                if (one.transport() == transport) {
                    System.out.println(send(one, loops));
                }
            }
        } finally {
            loops.shutdownGracefully(0, 1, TimeUnit.SECONDS);
        }
    }

    private Report send(Case one, MultiThreadIoEventLoopGroup loops) throws QosException, InterruptedException {
        Conversation conversation = new Conversation();
        Channel channel = new Bootstrap()
                .group(loops)
                .channelFactory(() -> one.transport().open(one.protocol(), one.family()))
                .handler(pipeline(one.wish().spec(), conversation))
                .connect(receiver(one.family()), one.family().local(one.port()))
                .sync()
                .channel();
        conversation.talk(channel, MESSAGES);
        Report report = Report.of(one.port(), conversation.flow());
        channel.close().sync();
        return report;
    }

    private static ChannelInitializer<Channel> pipeline(@Nullable FlowSpec spec, Conversation conversation) {
        return new ChannelInitializer<>() {
            @Override
            protected void initChannel(Channel channel) {
                if (spec != null) {
                    channel.pipeline().addLast(new QosHandler(spec));
                }
                channel.pipeline().addLast(conversation);
            }
        };
    }

    private InetSocketAddress receiver(Family family) {
        return new InetSocketAddress(family == Family.IPV6 ? ipv6 : ipv4, Echo.PORT);
    }

    private void sendLast() throws IOException {
        try (DatagramSocket socket = new DatagramSocket(LAST_PORT)) {
            socket.send(new DatagramPacket(new byte[1], 1, ipv4, Echo.PORT));
        }
    }
}
