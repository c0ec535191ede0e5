package io.github.qosflow.netty;

import io.netty.channel.Channel;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.ServerChannel;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.uring.IoUringDatagramChannel;
import io.netty.channel.uring.IoUringIoHandler;
import io.netty.channel.uring.IoUringServerSocketChannel;
import io.netty.channel.uring.IoUringSocketChannel;

/** io_uring, on Linux. */
final class IoUringLoopback extends Loopback {
    @Override
    IoHandlerFactory io() {
        return IoUringIoHandler.newFactory();
    }

    @Override
    Class<? extends ServerChannel> serverType() {
        return IoUringServerSocketChannel.class;
    }

    @Override
    Class<? extends Channel> clientType() {
        return IoUringSocketChannel.class;
    }

    @Override
    Class<? extends DatagramChannel> datagramType() {
        return IoUringDatagramChannel.class;
    }
}
