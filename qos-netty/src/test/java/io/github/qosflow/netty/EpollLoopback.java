package io.github.qosflow.netty;

import io.netty.channel.Channel;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.socket.DatagramChannel;

/** epoll, on Linux. */
final class EpollLoopback extends Loopback {
    @Override
    IoHandlerFactory io() {
        return EpollIoHandler.newFactory();
    }

    @Override
    Class<? extends ServerChannel> serverType() {
        return EpollServerSocketChannel.class;
    }

    @Override
    Class<? extends Channel> clientType() {
        return EpollSocketChannel.class;
    }

    @Override
    Class<? extends DatagramChannel> datagramType() {
        return EpollDatagramChannel.class;
    }
}
