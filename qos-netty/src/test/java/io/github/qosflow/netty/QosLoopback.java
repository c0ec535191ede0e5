package io.github.qosflow.netty;

import io.github.qosflow.QosSubsystem;
import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;

/** Servers and clients of the channel types with the option, whose flows are made in a test's subsystem. */
final class QosLoopback extends Loopback {
    private final QosSubsystem qos;

    QosLoopback(QosSubsystem qos) {
        super(Transport.NIO);
        this.qos = qos;
    }

    @Override
    ServerBootstrap server(ChannelHandler... childHandlers) {
        return server(() -> new QosNioServerSocketChannel(qos), childHandlers);
    }

    @Override
    Bootstrap client(ChannelHandler... handlers) {
        return bootstrap(() -> new QosNioSocketChannel(qos), handlers);
    }

    @Override
    Bootstrap datagram(ChannelHandler... handlers) {
        return bootstrap(() -> new QosNioDatagramChannel(qos), handlers);
    }

    Channel bind(Bootstrap datagram) {
        return datagram.bind(here()).syncUninterruptibly().channel();
    }
}
