package io.github.qosflow.integrations;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.qosflow.netty.QosHandler;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.redis.ArrayRedisMessage;
import io.netty.handler.codec.redis.ErrorRedisMessage;
import io.netty.handler.codec.redis.FullBulkStringRedisMessage;
import io.netty.handler.codec.redis.RedisArrayAggregator;
import io.netty.handler.codec.redis.RedisBulkStringAggregator;
import io.netty.handler.codec.redis.RedisDecoder;
import io.netty.handler.codec.redis.RedisEncoder;
import io.netty.handler.codec.redis.RedisMessage;
import io.netty.handler.codec.redis.SimpleStringRedisMessage;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A Redis that knows PING, CLIENT, SET and GET; of anything else it says so, as an old one does of HELLO. */
final class TinyRedis implements AutoCloseable {
    private final Map<String, String> values = new ConcurrentHashMap<>();
    private final EventLoopGroup loops = Transport.NIO.loops();
    private final Channel listener;

    TinyRedis(InetSocketAddress address, @Nullable QosHandler qos) {
        listener = new ServerBootstrap()
                .group(loops)
                .channel(NioServerSocketChannel.class)
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        if (qos != null) {
                            channel.pipeline().addLast(qos);
                        }
                        channel.pipeline()
                                .addLast(new RedisDecoder(), new RedisBulkStringAggregator())
                                .addLast(new RedisArrayAggregator(16, 1), new RedisEncoder(), new Commands());
                    }
                })
                .bind(address)
                .syncUninterruptibly()
                .channel();
    }

    int port() {
        return ((InetSocketAddress) listener.localAddress()).getPort();
    }

    @Override
    public void close() {
        loops.shutdownGracefully(0, 20, TimeUnit.SECONDS).awaitUninterruptibly();
    }

    private RedisMessage answer(List<String> words) {
        switch (words.get(0).toUpperCase(Locale.ROOT)) {
            case "PING":
                return new SimpleStringRedisMessage("PONG");
            case "CLIENT":
                return new SimpleStringRedisMessage("OK");
            case "SET":
                values.put(words.get(1), words.get(2));
                return new SimpleStringRedisMessage("OK");
            case "GET":
                return bulk(values.get(words.get(1)));
            default:
                return new ErrorRedisMessage("ERR unknown command '" + words.get(0) + "'");
        }
    }

    private static RedisMessage bulk(@Nullable String value) {
        return value == null
                ? FullBulkStringRedisMessage.NULL_INSTANCE
                : new FullBulkStringRedisMessage(Unpooled.copiedBuffer(value, UTF_8));
    }

    private final class Commands extends SimpleChannelInboundHandler<ArrayRedisMessage> {
        @Override
        protected void channelRead0(ChannelHandlerContext ctx, ArrayRedisMessage command) {
            ctx.writeAndFlush(answer(command.children().stream()
                    .map(word -> ((FullBulkStringRedisMessage) word).content().toString(UTF_8))
                    .toList()));
        }
    }
}
