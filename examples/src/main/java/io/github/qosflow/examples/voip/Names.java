package io.github.qosflow.examples.voip;

import io.netty.channel.Channel;
import io.netty.channel.socket.DatagramChannel;
import io.netty.util.NetUtil;
import java.net.InetSocketAddress;

/** What channels are called where people read it. */
final class Names {
    private Names() {}

    static String of(Channel channel) {
        boolean datagrams = channel instanceof DatagramChannel;
        Object address = datagrams ? channel.localAddress() : channel.remoteAddress();
        String kind = datagrams ? "udp " : "connection of ";
        return address instanceof InetSocketAddress socket
                ? kind + NetUtil.toSocketAddressString(socket)
                : channel.toString();
    }
}
