package io.github.qosflow.integrations;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.channel.Channel;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;

/** What a framework's channels are made of. */
enum Transport {
    NIO,
    EPOLL;

    /** {@return whether it is the native one, which must be there then} */
    boolean isNative() {
        if (this == EPOLL) {
            assertTrue(Epoll.isAvailable(), () -> "no epoll: " + Epoll.unavailabilityCause());
        }
        return this == EPOLL;
    }

    EventLoopGroup loops() {
        return new MultiThreadIoEventLoopGroup(2, isNative() ? EpollIoHandler.newFactory() : NioIoHandler.newFactory());
    }

    Channel client() {
        return isNative() ? new EpollSocketChannel() : new NioSocketChannel();
    }

    ServerChannel listener() {
        return isNative() ? new EpollServerSocketChannel() : new NioServerSocketChannel();
    }
}
