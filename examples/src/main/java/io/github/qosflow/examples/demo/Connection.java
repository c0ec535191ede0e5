package io.github.qosflow.examples.demo;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import java.io.IOException;

/** A client and the server's end of its connection, both marked. */
record Connection(Traffic traffic, Family family, Endpoint client, Endpoint server) implements AutoCloseable {
    static Connection open(EventLoopGroup loops, Traffic traffic, Family family)
            throws IOException, InterruptedException {
        Connection opened = new Connection(traffic, family, new Endpoint(traffic.spec()), new Endpoint(traffic.spec()));
        try {
            opened.connect(loops);
        } catch (IOException | InterruptedException | RuntimeException e) {
            opened.close();
            throw e;
        }
        return opened;
    }

    private void connect(EventLoopGroup loops) throws IOException, InterruptedException {
        family.require();
        if (traffic.tcp()) {
            connectStream(loops);
        } else {
            connectDatagram(loops);
        }
    }

    private void connectStream(EventLoopGroup loops) throws IOException, InterruptedException {
        Channel listener = new ServerBootstrap()
                .group(loops)
                .channelFactory(family.listener())
                .childHandler(server)
                .bind(family.anyPort())
                .sync()
                .channel();
        try {
            new Bootstrap()
                    .group(loops)
                    .channelFactory(family.stream())
                    .handler(client)
                    .connect(listener.localAddress())
                    .sync();
            server.channel();
        } finally {
            listener.close().sync();
        }
    }

    /** Both ends connect, so that each has one peer; neither reads by itself, so that a witness can look first. */
    private void connectDatagram(EventLoopGroup loops) throws IOException, InterruptedException {
        Bootstrap bootstrap =
                new Bootstrap().group(loops).channelFactory(family.datagram()).option(ChannelOption.AUTO_READ, false);
        Channel bound =
                bootstrap.clone().handler(server).bind(family.anyPort()).sync().channel();
        Channel connected = bootstrap
                .clone()
                .handler(client)
                .connect(bound.localAddress(), family.anyPort())
                .sync()
                .channel();
        bound.connect(connected.localAddress()).sync();
    }

    @Override
    public void close() {
        client.close();
        server.close();
    }
}
