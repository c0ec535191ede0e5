package io.github.qosflow.examples.voip.sip;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.socket.DatagramPacket;
import java.net.InetSocketAddress;

/** Makes datagrams. */
final class Datagrams {
    private Datagrams() {}

    static DatagramPacket of(Channel socket, byte[] bytes, InetSocketAddress to) {
        ByteBuf content = socket.alloc().directBuffer(bytes.length).writeBytes(bytes);
        return new DatagramPacket(content, to);
    }
}
