package io.github.qosflow.netty;

import io.netty.channel.DefaultEventLoopGroup;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.EpollEventLoopGroup;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.InternetProtocolFamily;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.incubator.channel.uring.IOUringDatagramChannel;
import io.netty.incubator.channel.uring.IOUringEventLoopGroup;
import io.netty.incubator.channel.uring.IOUringServerSocketChannel;
import io.netty.incubator.channel.uring.IOUringSocketChannel;
import java.net.StandardProtocolFamily;
import java.nio.channels.spi.SelectorProvider;
import org.jspecify.annotations.Nullable;

/**
 * Makes the event loops and channels of one transport of Netty 4.1; qos-netty's tests have the same class for 4.2.
 *
 * <p>A family that is null is the default one, dual stack.
 */
public enum Transport {
    NIO {
        @Override
        public EventLoopGroup group(int threads) {
            return new NioEventLoopGroup(threads);
        }

        @Override
        public ServerChannel server(@Nullable StandardProtocolFamily family) {
            return family == null
                    ? new NioServerSocketChannel()
                    : new NioServerSocketChannel(SelectorProvider.provider(), netty(family));
        }

        @Override
        public SocketChannel client(@Nullable StandardProtocolFamily family) {
            return family == null
                    ? new NioSocketChannel()
                    : new NioSocketChannel(SelectorProvider.provider(), netty(family));
        }

        @Override
        public DatagramChannel datagram(@Nullable StandardProtocolFamily family) {
            return family == null ? new NioDatagramChannel() : new NioDatagramChannel(netty(family));
        }
    },
    EPOLL {
        @Override
        public EventLoopGroup group(int threads) {
            return new EpollEventLoopGroup(threads);
        }

        @Override
        public ServerChannel server(@Nullable StandardProtocolFamily family) {
            return family == null ? new EpollServerSocketChannel() : new EpollServerSocketChannel(netty(family));
        }

        @Override
        public SocketChannel client(@Nullable StandardProtocolFamily family) {
            return family == null ? new EpollSocketChannel() : new EpollSocketChannel(netty(family));
        }

        @Override
        public DatagramChannel datagram(@Nullable StandardProtocolFamily family) {
            return family == null ? new EpollDatagramChannel() : new EpollDatagramChannel(netty(family));
        }
    },
    /** That of the incubator. Its TCP channels take no family: they are dual stack, unless the JVM prefers IPv4. */
    IO_URING {
        @Override
        public EventLoopGroup group(int threads) {
            return new IOUringEventLoopGroup(threads);
        }

        @Override
        public ServerChannel server(@Nullable StandardProtocolFamily family) {
            return new IOUringServerSocketChannel();
        }

        @Override
        public SocketChannel client(@Nullable StandardProtocolFamily family) {
            return new IOUringSocketChannel();
        }

        @Override
        public DatagramChannel datagram(@Nullable StandardProtocolFamily family) {
            return family == null ? new IOUringDatagramChannel() : new IOUringDatagramChannel(netty(family));
        }
    };

    public abstract EventLoopGroup group(int threads);

    public abstract ServerChannel server(@Nullable StandardProtocolFamily family);

    public abstract SocketChannel client(@Nullable StandardProtocolFamily family);

    public abstract DatagramChannel datagram(@Nullable StandardProtocolFamily family);

    /** For channels within this JVM. */
    public static EventLoopGroup localGroup(int threads) {
        return new DefaultEventLoopGroup(threads);
    }

    private static InternetProtocolFamily netty(StandardProtocolFamily family) {
        return family == StandardProtocolFamily.INET ? InternetProtocolFamily.IPv4 : InternetProtocolFamily.IPv6;
    }
}
