package io.github.qosflow.examples.voip.sip;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.util.concurrent.ScheduledFuture;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Cuts a stream into messages by their Content-Length (RFC 3261 section 18.3) and answers keep-alives (RFC 5626 section 3.5.1). Where the
 * next message begins is lost after a wrong one, so the connection is closed then.
 */
final class SipStreamDecoder extends ByteToMessageDecoder {
    private final Limits limits;
    private final SipCodec codec;
    private final BiConsumer<ChannelHandlerContext, Decoded> next;
    private @Nullable ScheduledFuture<?> impatience;
    private boolean closing;

    SipStreamDecoder(Limits limits, SipCodec codec, BiConsumer<ChannelHandlerContext, Decoded> next) {
        this.limits = limits;
        this.codec = codec;
        this.next = next;
    }

    /** Nothing is read before the connection stands, so who never completes a first message is not waited for either. */
    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        awaitMessage(ctx);
        ctx.fireChannelActive();
    }

    @Override
    protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
        if (closing) {
            in.skipBytes(in.readableBytes());
            return;
        }
        answerKeepAlives(ctx, in);
        if (!in.isReadable()) {
            return;
        }
        awaitMessage(ctx);
        byte[] bytes =
                ByteBufUtil.getBytes(in, in.readerIndex(), Math.min(in.readableBytes(), limits.message() + 1), false);
        int headLength = RawHead.length(bytes, 0, bytes.length);
        if (headLength >= 0) {
            message(ctx, in, bytes, headLength);
        } else if (bytes.length > limits.message()) {
            close(ctx, new Decoded.Unusable());
        }
    }

    private void message(ChannelHandlerContext ctx, ByteBuf in, byte[] bytes, int headLength) {
        RawHead head = RawHead.of(bytes, headLength);
        int body = head.contentLength().orElse(-1);
        if (body < 0) {
            close(ctx, codec.refuse(head, 400, "Missing or wrong Content-Length"));
        } else if (headLength + body > limits.message()) {
            close(ctx, codec.refuse(head, 413, "Request Entity Too Large"));
        } else if (bytes.length >= headLength + body) {
            in.skipBytes(headLength + body);
            patient();
            next.accept(ctx, codec.decode(head, bytes, headLength, body));
        }
    }

    private static void answerKeepAlives(ChannelHandlerContext ctx, ByteBuf in) {
        while (in.isReadable() && (in.getByte(in.readerIndex()) == '\r' || in.getByte(in.readerIndex()) == '\n')) {
            boolean ping = in.readableBytes() >= 4 && in.getInt(in.readerIndex()) == 0x0d0a0d0a;
            in.skipBytes(ping ? 4 : 1);
            if (ping) {
                ctx.writeAndFlush(Unpooled.wrappedBuffer(new byte[] {'\r', '\n'}));
            }
        }
    }

    /** Drip by drip is no way to send a message. */
    private void awaitMessage(ChannelHandlerContext ctx) {
        if (impatience == null) {
            impatience = ctx.executor()
                    .schedule(
                            () -> close(ctx, new Decoded.Unusable()),
                            limits.patience().toMillis(),
                            TimeUnit.MILLISECONDS);
        }
    }

    private void patient() {
        if (impatience != null) {
            impatience.cancel(false);
            impatience = null;
        }
    }

    private void close(ChannelHandlerContext ctx, Decoded last) {
        closing = true;
        patient();
        if (last instanceof Decoded.Refused refused) {
            ctx.writeAndFlush(Unpooled.copiedBuffer(refused.answer(), StandardCharsets.UTF_8))
                    .addListener(ChannelFutureListener.CLOSE);
        } else {
            ctx.close();
        }
    }

    @Override
    protected void handlerRemoved0(ChannelHandlerContext ctx) {
        patient();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        ctx.close(); // reset by the peer, or no TLS
    }
}
