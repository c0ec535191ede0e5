package io.github.qosflow.netty;

import io.netty.channel.Channel;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.ServerChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;

/** NIO, on every system. */
final class NioLoopback extends Loopback {
    @Override
    IoHandlerFactory io() {
        return NioIoHandler.newFactory();
    }

    @Override
    Class<? extends ServerChannel> serverType() {
        return NioServerSocketChannel.class;
    }

    @Override
    Class<? extends Channel> clientType() {
        return NioSocketChannel.class;
    }

    @Override
    Class<? extends DatagramChannel> datagramType() {
        return NioDatagramChannel.class;
    }
}
