package io.github.qosflow.netty.wire;

import io.netty.channel.IoHandlerFactory;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
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
import java.nio.channels.spi.SelectorProvider;

/** Makes the channels of one Netty transport. */
enum Transport {
    NIO {
        @Override
        IoHandlerFactory ioHandler() {
            return NioIoHandler.newFactory();
        }

        @Override
        ServerChannel server(Family family) {
            SocketProtocolFamily protocol = family.protocol();
            return protocol == null
                    ? new NioServerSocketChannel()
                    : new NioServerSocketChannel(SelectorProvider.provider(), protocol);
        }

        @Override
        SocketChannel client(Family family) {
            SocketProtocolFamily protocol = family.protocol();
            return protocol == null
                    ? new NioSocketChannel()
                    : new NioSocketChannel(SelectorProvider.provider(), protocol);
        }

        @Override
        DatagramChannel datagram(Family family) {
            SocketProtocolFamily protocol = family.protocol();
            return protocol == null ? new NioDatagramChannel() : new NioDatagramChannel(protocol);
        }
    },
    EPOLL {
        @Override
        IoHandlerFactory ioHandler() {
            return EpollIoHandler.newFactory();
        }

        @Override
        ServerChannel server(Family family) {
            SocketProtocolFamily protocol = family.protocol();
            return protocol == null ? new EpollServerSocketChannel() : new EpollServerSocketChannel(protocol);
        }

        @Override
        SocketChannel client(Family family) {
            SocketProtocolFamily protocol = family.protocol();
            return protocol == null ? new EpollSocketChannel() : new EpollSocketChannel(protocol);
        }

        @Override
        DatagramChannel datagram(Family family) {
            SocketProtocolFamily protocol = family.protocol();
            return protocol == null ? new EpollDatagramChannel() : new EpollDatagramChannel(protocol);
        }
    },
    /** Its TCP channels take no family: they are dual stack, unless the whole JVM prefers IPv4. */
    IO_URING {
        @Override
        IoHandlerFactory ioHandler() {
            return IoUringIoHandler.newFactory();
        }

        @Override
        ServerChannel server(Family family) {
            return new IoUringServerSocketChannel();
        }

        @Override
        SocketChannel client(Family family) {
            return new IoUringSocketChannel();
        }

        @Override
        DatagramChannel datagram(Family family) {
            SocketProtocolFamily protocol = family.protocol();
            return protocol == null ? new IoUringDatagramChannel() : new IoUringDatagramChannel(protocol);
        }
    };

    abstract IoHandlerFactory ioHandler();

    abstract ServerChannel server(Family family);

    abstract SocketChannel client(Family family);

    abstract DatagramChannel datagram(Family family);
}
