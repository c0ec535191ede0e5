package io.github.qosflow.netty;

import io.netty.channel.Channel;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.epoll.EpollServerDomainSocketChannel;
import io.netty.channel.unix.DomainSocketAddress;
import java.net.SocketAddress;
import java.nio.file.Path;

class EpollDomainSocketTest extends DomainSocketSuite {
    @Override
    Transport transport() {
        return Transport.EPOLL;
    }

    @Override
    ServerChannel server() {
        return new EpollServerDomainSocketChannel();
    }

    @Override
    Channel client() {
        return new EpollDomainSocketChannel();
    }

    @Override
    SocketAddress address(Path path) {
        return new DomainSocketAddress(path.toFile());
    }
}
