package io.github.qosflow.netty;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.socksx.v5.DefaultSocks5InitialResponse;
import io.netty.handler.codec.socksx.v5.Socks5AuthMethod;
import io.netty.handler.codec.socksx.v5.Socks5CommandRequest;
import io.netty.handler.codec.socksx.v5.Socks5CommandRequestDecoder;
import io.netty.handler.codec.socksx.v5.Socks5InitialRequest;
import io.netty.handler.codec.socksx.v5.Socks5InitialRequestDecoder;
import io.netty.handler.codec.socksx.v5.Socks5ServerEncoder;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** The child handlers of a proxy: who asks for a tunnel, by HTTP CONNECT or SOCKS5, gets it. */
final class SmallProxy {
    private static final byte[] HTTP_YES = "HTTP/1.1 200 OK\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    /** RFC 1928 section 6: succeeded, bound to 0.0.0.0:0. */
    private static final byte[] SOCKS_YES = HexFormat.of().parseHex("05000001000000000000");

    private final Loopback net;
    private final Runnable asked;

    /** The task is done when a client asks for its tunnel. */
    SmallProxy(Loopback net, Runnable asked) {
        this.net = net;
        this.asked = asked;
    }

    ChannelHandler http() {
        return new ChannelInitializer<>() {
            @Override
            protected void initChannel(Channel client) {
                client.pipeline().addLast(new HttpServerCodec(), new HttpConnect());
            }
        };
    }

    ChannelHandler socks5() {
        return new ChannelInitializer<>() {
            @Override
            protected void initChannel(Channel client) {
                client.pipeline()
                        .addLast(
                                Socks5ServerEncoder.DEFAULT,
                                new Socks5InitialRequestDecoder(),
                                new Socks5Greeting(),
                                new Socks5Connect());
            }
        };
    }

    private void tunnel(Channel client, String host, int port, byte[] yes) {
        asked.run();
        net.client(new Relay(client))
                .connect(new InetSocketAddress(host, port))
                .addListener((ChannelFuture connected) -> client.eventLoop().execute(() -> {
                    while (client.pipeline().last() != null) {
                        client.pipeline().removeLast();
                    }
                    client.pipeline().addLast(new Relay(connected.channel()));
                    client.writeAndFlush(Unpooled.wrappedBuffer(yes));
                }));
    }

    private final class HttpConnect extends SimpleChannelInboundHandler<HttpRequest> {
        @Override
        protected void channelRead0(ChannelHandlerContext ctx, HttpRequest request) {
            URI target = URI.create("connect://" + request.uri());
            tunnel(ctx.channel(), target.getHost(), target.getPort(), HTTP_YES);
        }
    }

    private static final class Socks5Greeting extends SimpleChannelInboundHandler<Socks5InitialRequest> {
        @Override
        protected void channelRead0(ChannelHandlerContext ctx, Socks5InitialRequest request) {
            ctx.pipeline().addBefore(ctx.name(), null, new Socks5CommandRequestDecoder());
            ctx.writeAndFlush(new DefaultSocks5InitialResponse(Socks5AuthMethod.NO_AUTH));
        }
    }

    private final class Socks5Connect extends SimpleChannelInboundHandler<Socks5CommandRequest> {
        @Override
        protected void channelRead0(ChannelHandlerContext ctx, Socks5CommandRequest request) {
            tunnel(ctx.channel(), request.dstAddr(), request.dstPort(), SOCKS_YES);
        }
    }

    private static final class Relay extends ChannelInboundHandlerAdapter {
        private final Channel to;

        Relay(Channel to) {
            this.to = to;
        }

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            to.writeAndFlush(message);
        }

        @Override
        public void channelInactive(ChannelHandlerContext ctx) {
            to.close();
        }
    }
}
