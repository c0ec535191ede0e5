package io.github.qosflow.netty;

import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.nio.NioDatagramChannel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;

/** Netty's channel and ours: what holds for one holds for the other. */
enum DatagramType {
    NETTY {
        @Override
        DatagramChannel on(java.nio.channels.DatagramChannel socket) {
            return new NioDatagramChannel(socket);
        }
    },
    QOS {
        @Override
        DatagramChannel on(java.nio.channels.DatagramChannel socket) {
            return new QosNioDatagramChannel(socket);
        }
    };

    abstract DatagramChannel on(java.nio.channels.DatagramChannel socket);

    DatagramChannel open(StandardProtocolFamily family) {
        try {
            return on(java.nio.channels.DatagramChannel.open(family));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
