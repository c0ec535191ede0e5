package io.github.qosflow.netty;

import io.netty.channel.Channel;
import io.netty.channel.ServerChannel;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.channel.uring.IoUringDomainSocketChannel;
import io.netty.channel.uring.IoUringServerDomainSocketChannel;
import java.net.SocketAddress;
import java.nio.file.Path;

class IoUringDomainSocketTest extends DomainSocketSuite {
    @Override
    Transport transport() {
        return Transport.IO_URING;
    }

    @Override
    ServerChannel server() {
        return new IoUringServerDomainSocketChannel();
    }

    @Override
    Channel client() {
        return new IoUringDomainSocketChannel();
    }

    @Override
    SocketAddress address(Path path) {
        return new DomainSocketAddress(path.toFile());
    }
}
