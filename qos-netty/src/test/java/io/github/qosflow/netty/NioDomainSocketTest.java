package io.github.qosflow.netty;

import io.netty.channel.Channel;
import io.netty.channel.ServerChannel;
import io.netty.channel.socket.nio.NioDomainSocketChannel;
import io.netty.channel.socket.nio.NioServerDomainSocketChannel;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;

class NioDomainSocketTest extends DomainSocketSuite {
    @Override
    Transport transport() {
        return Transport.NIO;
    }

    @Override
    ServerChannel server() {
        return new NioServerDomainSocketChannel();
    }

    @Override
    Channel client() {
        return new NioDomainSocketChannel();
    }

    @Override
    SocketAddress address(Path path) {
        return UnixDomainSocketAddress.of(path);
    }
}
