package io.github.qosflow.examples.voip.sip;

import gov.nist.core.NameValueList;
import gov.nist.javax.sip.header.Via;
import gov.nist.javax.sip.message.SIPRequest;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.DatagramPacket;
import io.netty.util.NetUtil;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/** The last handler of every channel: well-formed messages go to the receiver, broken requests get their answer. */
final class Delivery extends SimpleChannelInboundHandler<Object> {
    private static final Logger LOG = System.getLogger(SipTransports.class.getName());

    private final Transport transport;
    private final SipReceiver receiver;
    private final SipSender sender;

    Delivery(Transport transport, SipReceiver receiver, SipSender sender) {
        this.transport = transport;
        this.receiver = receiver;
        this.sender = sender;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, Object read) {
        Channel channel = ctx.channel();
        if (read instanceof DatagramPacket packet) {
            byte[] octets = ByteBufUtil.getBytes(packet.content());
            deliver(SipCodec.decode(octets), new Hop(transport, packet.sender(), channel));
        } else if (read instanceof Decoded decoded) {
            deliver(decoded, new Hop(transport, (InetSocketAddress) channel.remoteAddress(), channel));
        }
    }

    private void deliver(Decoded decoded, Hop from) {
        if (decoded instanceof Decoded.Message well) {
            if (well.message() instanceof SIPRequest request) {
                stamp(request.getTopmostVia(), from.address());
            }
            receiver.received(well.message(), from);
        } else if (decoded instanceof Decoded.Answerable broken) {
            Via via = broken.answer().getTopmostVia();
            if (via != null) {
                stamp(via, from.address());
            }
            sender.send(SipCodec.encode(broken.answer()), via == null ? from : from.answering(via));
        } else if (decoded instanceof Decoded.Unusable nothing) {
            LOG.log(Level.DEBUG, () -> "dropped from " + from.address() + ": " + nothing.why());
        }
    }

    /** Notes where the message really came from (RFC 3261 section 18.2.1, RFC 3581 section 4). */
    private static void stamp(Via via, InetSocketAddress source) {
        NameValueList parameters = via.getParameters();
        boolean rport = via.hasParameter("rport");
        InetAddress said = NetUtil.createInetAddressFromIpAddressString(via.getHost());
        parameters.delete("received");
        if (rport) {
            parameters.set("rport", Integer.toString(source.getPort()));
        }
        if (rport || !source.getAddress().equals(said)) {
            parameters.set("received", NetUtil.toAddressString(source.getAddress()));
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (cause instanceof IOException || cause.getCause() instanceof IOException) {
            LOG.log(Level.DEBUG, () -> ctx.channel() + ": " + cause);
        } else {
            LOG.log(Level.ERROR, "a message was not handled", cause);
        }
        if (transport.reliable()) {
            ctx.close();
        }
    }
}
