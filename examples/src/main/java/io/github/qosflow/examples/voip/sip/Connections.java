package io.github.qosflow.examples.voip.sip;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The connections there are, found by who is at the other end. On the signaling event loop only. */
final class Connections {
    private final int limit;
    private final Map<Peer, Channel> byPeer = new HashMap<>();
    private final Map<Peer, ChannelFuture> connecting = new HashMap<>();
    private final Set<Channel> all = new HashSet<>();

    Connections(int limit) {
        this.limit = limit;
    }

    private record Peer(Transport transport, InetSocketAddress address) {}

    @Nullable
    Channel find(Hop hop) {
        if (hop.channel() != null && hop.channel().isActive()) {
            return hop.channel();
        }
        return byPeer.get(new Peer(hop.transport(), hop.address()));
    }

    Collection<Channel> all() {
        return List.copyOf(all);
    }

    /** By the connection there is, or by a new one, for which the message waits. */
    Future<Void> send(byte[] encoded, Hop hop, Supplier<ChannelFuture> connect) {
        Channel there = find(hop);
        if (there != null) {
            return writeNow(there, encoded, there.newPromise());
        }
        Peer peer = new Peer(hop.transport(), hop.address());
        ChannelFuture future = connecting.get(peer);
        if (future == null) {
            future = connect.get();
            connecting.put(peer, future);
            future.addListener(done -> connecting.remove(peer));
        }
        return sendWhenConnected(encoded, future);
    }

    private static Future<Void> sendWhenConnected(byte[] encoded, ChannelFuture connected) {
        ChannelPromise sent = connected.channel().newPromise();
        connected.addListener(done -> {
            if (done.isSuccess()) {
                writeNow(connected.channel(), encoded, sent);
            } else {
                sent.setFailure(done.cause());
            }
        });
        return sent;
    }

    /** A peer that does not read what it is sent is not worth the memory. */
    private static Future<Void> writeNow(Channel channel, byte[] encoded, ChannelPromise promise) {
        if (!channel.isWritable()) {
            channel.close();
            return promise.setFailure(new IOException("does not read: " + channel.remoteAddress()));
        }
        return channel.writeAndFlush(channel.alloc().buffer(encoded.length).writeBytes(encoded), promise);
    }

    ChannelHandler member(Transport transport) {
        return new ChannelInboundHandlerAdapter() {
            private @Nullable Peer peer;

            @Override
            public void channelActive(ChannelHandlerContext ctx) {
                if (all.size() >= limit) {
                    ctx.close();
                    return;
                }
                peer = new Peer(transport, (InetSocketAddress) ctx.channel().remoteAddress());
                all.add(ctx.channel());
                byPeer.put(peer, ctx.channel());
                ctx.fireChannelActive();
            }

            @Override
            public void channelInactive(ChannelHandlerContext ctx) {
                all.remove(ctx.channel());
                if (peer != null) {
                    byPeer.remove(peer, ctx.channel());
                }
                ctx.fireChannelInactive();
            }
        };
    }
}
