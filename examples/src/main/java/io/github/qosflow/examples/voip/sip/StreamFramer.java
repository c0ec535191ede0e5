package io.github.qosflow.examples.voip.sip;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Cuts a connection's octets into messages by Content-Length (RFC 3261 section 18.3), and answers pings (RFC 5626). */
final class StreamFramer extends ByteToMessageDecoder {
    /** Time for the peer to read why, before what it still sends resets the connection. */
    private static final Duration LINGER = Duration.ofSeconds(1);

    private static final short CRLF = 0x0D0A;

    private final Limits limits;
    private final boolean accepted;
    private final Head.End headEnd = new Head.End();
    /** Octets of the head so far. */
    private int searched;

    private @Nullable Head head;
    private boolean over;
    private @Nullable Future<?> deadline;

    StreamFramer(Limits limits, boolean accepted) {
        this.limits = limits;
        this.accepted = accepted;
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        if (accepted) {
            expect(ctx);
        }
        ctx.flush(); // what was written before there was a connection
        ctx.fireChannelActive();
    }

    @Override
    protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
        if (over) {
            in.skipBytes(in.readableBytes());
        } else if (head != null || begins(ctx, in)) {
            Decoded message = message(ctx, in);
            if (message == null) {
                expect(ctx);
            } else {
                inTime();
                out.add(message);
            }
        }
    }

    /** Skips empty lines and says whether more is there: CRLF CRLF is a ping, CRLF its answer (RFC 5626 section 3.5.1). */
    private static boolean begins(ChannelHandlerContext ctx, ByteBuf in) {
        while (in.readableBytes() >= 4 && in.getShort(in.readerIndex()) == CRLF) {
            boolean ping = in.getShort(in.readerIndex() + 2) == CRLF;
            in.skipBytes(ping ? 4 : 2);
            if (ping && ctx.channel().isWritable()) {
                ctx.writeAndFlush(Unpooled.copyShort(CRLF));
            }
        }
        return in.readableBytes() >= 4;
    }

    private @Nullable Decoded message(ChannelHandlerContext ctx, ByteBuf in) {
        Head read = head == null ? head(in) : head;
        head = read;
        if (read == null) {
            return null;
        }
        int length = read.contentLength();
        if (searched + Math.max(0, length) > limits.messageBytes()) {
            return refuse(ctx, read, 413, "the message is too large");
        }
        if (length < 0) {
            return refuse(ctx, read, 400, "no readable Content-Length");
        }
        if (in.readableBytes() < length) {
            return null;
        }
        head = null;
        searched = 0;
        return new Reading(read).message(ByteBufUtil.getBytes(in.readSlice(length)));
    }

    /** When all of it is there, or more than is allowed. */
    private @Nullable Head head(ByteBuf in) {
        int end = in.forEachByte(in.readerIndex() + searched, in.readableBytes() - searched, headEnd);
        searched = end < 0 ? in.readableBytes() : end + 1 - in.readerIndex();
        return end >= 0 || searched > limits.messageBytes() ? Head.read(in, searched) : null;
    }

    private Decoded refuse(ChannelHandlerContext ctx, Head broken, int status, String why) {
        over = true;
        closeAfter(ctx, LINGER);
        return new Reading(broken).refused(status, why);
    }

    private void expect(ChannelHandlerContext ctx) {
        if (deadline == null) {
            deadline = closeAfter(ctx, limits.messageTime());
        }
    }

    private static Future<?> closeAfter(ChannelHandlerContext ctx, Duration time) {
        return ctx.executor().schedule(() -> ctx.close(), time.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void inTime() {
        if (deadline != null) {
            deadline.cancel(false);
            deadline = null;
        }
    }

    @Override
    protected void handlerRemoved0(ChannelHandlerContext ctx) {
        inTime();
    }
}
