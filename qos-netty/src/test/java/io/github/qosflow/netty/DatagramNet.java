package io.github.qosflow.netty;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.socket.DatagramChannel;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.util.ArrayList;
import java.util.List;

/** Datagram channels of one type on this machine, each with an inbox. */
final class DatagramNet implements AutoCloseable {
    private final DatagramType type;
    private final Loopback loops = new NioLoopback();
    private final List<DatagramChannel> opened = new ArrayList<>();

    DatagramNet(DatagramType type) {
        this.type = type;
    }

    /** Not yet bound. */
    Bootstrap bootstrap(StandardProtocolFamily family, DatagramInbox inbox) {
        return new Bootstrap()
                .group(loops.group())
                .channelFactory(() -> type.open(family))
                .handler(inbox);
    }

    DatagramChannel bind(StandardProtocolFamily family, DatagramInbox inbox) {
        return bind(bootstrap(family, inbox), here(family));
    }

    DatagramChannel bind(Bootstrap bootstrap, InetSocketAddress address) {
        DatagramChannel channel =
                (DatagramChannel) bootstrap.bind(address).syncUninterruptibly().channel();
        opened.add(channel);
        return channel;
    }

    /** {@return the address that it is bound to from now on} */
    InetSocketAddress adopt(DatagramChannel channel) {
        loops.group().register(channel).syncUninterruptibly();
        channel.bind(new InetSocketAddress(0)).syncUninterruptibly();
        opened.add(channel);
        return channel.localAddress();
    }

    static InetSocketAddress here(StandardProtocolFamily family) {
        return new InetSocketAddress(family == StandardProtocolFamily.INET ? "127.0.0.1" : "::1", 0);
    }

    @Override
    public void close() {
        opened.forEach(channel -> channel.close().syncUninterruptibly());
        loops.close();
    }
}
