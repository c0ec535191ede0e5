package io.github.qosflow.netty;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.local.LocalIoHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.SocketProtocolFamily;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.channel.uring.IoUringDatagramChannel;
import io.netty.channel.uring.IoUringIoHandler;
import io.netty.channel.uring.IoUringServerSocketChannel;
import io.netty.channel.uring.IoUringSocketChannel;
import java.net.StandardProtocolFamily;
import java.nio.channels.spi.SelectorProvider;
import org.jspecify.annotations.Nullable;

/**
 * Makes the event loops and channels of one transport of Netty 4.2; the module netty41-test has the same class for 4.1.
 * What else the tests use is alike in both lines.
 *
 * <p>A family that is null is the default one, dual stack.
 */
public enum Transport {
    NIO {
        @Override
        IoHandlerFactory ioHandler() {
            return NioIoHandler.newFactory();
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
        IoHandlerFactory ioHandler() {
            return EpollIoHandler.newFactory();
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
    /** Its TCP channels take no family: they are dual stack, unless the whole JVM prefers IPv4. */
    IO_URING {
        @Override
        IoHandlerFactory ioHandler() {
            return IoUringIoHandler.newFactory();
        }

        @Override
        public ServerChannel server(@Nullable StandardProtocolFamily family) {
            return new IoUringServerSocketChannel();
        }

        @Override
        public SocketChannel client(@Nullable StandardProtocolFamily family) {
            return new IoUringSocketChannel();
        }

        @Override
        public DatagramChannel datagram(@Nullable StandardProtocolFamily family) {
            return family == null ? new IoUringDatagramChannel() : new IoUringDatagramChannel(netty(family));
        }
    };

    abstract IoHandlerFactory ioHandler();

    public abstract ServerChannel server(@Nullable StandardProtocolFamily family);

    public abstract SocketChannel client(@Nullable StandardProtocolFamily family);

    public abstract DatagramChannel datagram(@Nullable StandardProtocolFamily family);

    public EventLoopGroup group(int threads) {
        return new MultiThreadIoEventLoopGroup(threads, ioHandler());
    }

    /** For channels within this JVM. */
    public static EventLoopGroup localGroup(int threads) {
        return new MultiThreadIoEventLoopGroup(threads, LocalIoHandler.newFactory());
    }

    private static SocketProtocolFamily netty(StandardProtocolFamily family) {
        return SocketProtocolFamily.valueOf(family.name());
    }
}
