package io.github.qosflow.examples.voip.media;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.socket.DatagramPacket;
import io.netty.channel.socket.nio.NioDatagramChannel;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.DatagramChannel;

/** A leg's socket for RTP or for RTCP; last in its pipeline. Used on the call's event loop. */
final class MediaSocket extends ChannelInboundHandlerAdapter {
    private final MediaLeg leg;
    private final InetAddress local;
    private final boolean control;
    private final Channel channel;
    private boolean written;

    MediaSocket(MediaLeg leg, InetAddress local, boolean control, DatagramChannel bound) {
        this.leg = leg;
        this.local = local;
        this.control = control;
        channel = new NioDatagramChannel(bound);
        channel.config().setOption(ChannelOption.RECVBUF_ALLOCATOR, new FixedRecvByteBufAllocator(Packet.BUFFER_BYTES));
    }

    Channel channel() {
        return channel;
    }

    boolean isAt(InetAddress address) {
        return local.equals(address);
    }

    boolean reaches(InetAddress peer, boolean withControl) {
        return control == withControl && Families.same(local, peer);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        DatagramPacket packet = (DatagramPacket) message;
        if (!leg.arrived(packet.content(), packet.sender(), control)) {
            packet.release();
            leg.dropped();
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        leg.flushOpposite();
    }

    /** What could not be sent is lost, as packets are: the network's state is not worth a line per packet. */
    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        leg.dropped();
    }

    /** Takes the packet over. */
    void write(ByteBuf packet, InetSocketAddress to) {
        channel.write(new DatagramPacket(packet, to), channel.voidPromise());
        written = true;
    }

    void flush() {
        if (written) {
            written = false;
            channel.flush();
        }
    }
}
