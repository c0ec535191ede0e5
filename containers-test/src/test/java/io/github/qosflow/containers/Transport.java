package io.github.qosflow.containers;

import io.github.qosflow.testkit.Capture.Protocol;
import io.netty.channel.Channel;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketProtocolFamily;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.nio.channels.spi.SelectorProvider;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Makes the channels of one Netty transport. */
enum Transport {
    NIO(NioIoHandler::newFactory) {
        @Override
        Channel tcp(@Nullable SocketProtocolFamily family) {
            return family == null ? new NioSocketChannel() : new NioSocketChannel(SelectorProvider.provider(), family);
        }

        @Override
        Channel udp(@Nullable SocketProtocolFamily family) {
            return family == null ? new NioDatagramChannel() : new NioDatagramChannel(family);
        }
    },
    EPOLL(EpollIoHandler::newFactory) {
        @Override
        Channel tcp(@Nullable SocketProtocolFamily family) {
            return family == null ? new EpollSocketChannel() : new EpollSocketChannel(family);
        }

        @Override
        Channel udp(@Nullable SocketProtocolFamily family) {
            return family == null ? new EpollDatagramChannel() : new EpollDatagramChannel(family);
        }
    };

    private final Supplier<IoHandlerFactory> ioHandler;

    Transport(Supplier<IoHandlerFactory> ioHandler) {
        this.ioHandler = ioHandler;
    }

    IoHandlerFactory ioHandler() {
        return ioHandler.get();
    }

    Channel open(Protocol protocol, Family family) {
        return protocol == Protocol.TCP ? tcp(family.protocol()) : udp(family.protocol());
    }

    abstract Channel tcp(@Nullable SocketProtocolFamily family);

    abstract Channel udp(@Nullable SocketProtocolFamily family);
}
