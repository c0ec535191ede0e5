package io.github.qosflow.examples.voip.sip;

import gov.nist.javax.sip.header.Via;
import gov.nist.javax.sip.message.SIPMessage;
import gov.nist.javax.sip.message.SIPRequest;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.DatagramPacket;
import io.netty.util.NetUtil;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;

/** What arrives, on its way from bytes to the receiver. On the signaling event loop only. */
final class SipInbound {
    private static final System.Logger LOG = System.getLogger(SipInbound.class.getName());

    private final SipReceiver receiver;
    private final Limits limits;
    private final SipCodec codec = new SipCodec();

    SipInbound(SipReceiver receiver, Limits limits) {
        this.receiver = receiver;
        this.limits = limits;
    }

    byte[] encode(SIPMessage message) {
        return codec.encode(message);
    }

    ChannelHandler datagrams() {
        return new SimpleChannelInboundHandler<DatagramPacket>() {
            @Override
            protected void channelRead0(ChannelHandlerContext ctx, DatagramPacket packet) {
                Hop from = new Hop(Transport.UDP, packet.sender(), ctx.channel());
                take(codec.decode(ByteBufUtil.getBytes(packet.content())), from);
            }

            @Override
            public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
                logged(cause);
            }
        };
    }

    ChannelHandler stream(Transport transport) {
        return new SipStreamDecoder(limits, codec, (ctx, decoded) -> {
            Channel channel = ctx.channel();
            take(decoded, new Hop(transport, (InetSocketAddress) channel.remoteAddress(), channel));
        });
    }

    private void take(Decoded decoded, Hop from) {
        try {
            if (decoded instanceof Decoded.Message whole) {
                stamp(whole.message(), from);
                receiver.received(whole.message(), from);
            } else if (decoded instanceof Decoded.Refused refused) {
                answer(refused.answer().getBytes(StandardCharsets.UTF_8), from);
            }
        } catch (RuntimeException e) { // one message must not take the others with it
            logged(e);
        }
    }

    private static void logged(Throwable e) {
        LOG.log(Level.DEBUG, "dropped a message", e);
    }

    private static void answer(byte[] bytes, Hop from) {
        Channel channel = from.channel();
        if (channel != null) {
            Object message = from.transport().reliable()
                    ? channel.alloc().buffer(bytes.length).writeBytes(bytes)
                    : Datagrams.of(channel, bytes, from.address());
            channel.writeAndFlush(message);
        }
    }

    /** Notes in the topmost Via where a request really came from (RFC 3261 section 18.2.1, RFC 3581). */
    private static void stamp(SIPMessage message, Hop from) {
        if (message instanceof SIPRequest request) {
            Via via = request.getTopmostVia();
            String source = NetUtil.toAddressString(from.address().getAddress());
            boolean symmetric = via.hasParameter(Via.RPORT);
            try {
                if (symmetric || !source.equals(via.getHost())) {
                    via.setReceived(source);
                }
                if (symmetric) {
                    via.setParameter(Via.RPORT, Integer.toString(from.address().getPort()));
                }
            } catch (ParseException e) {
                throw new IllegalStateException("an address and a number are what a Via may hold", e);
            }
        }
    }
}
