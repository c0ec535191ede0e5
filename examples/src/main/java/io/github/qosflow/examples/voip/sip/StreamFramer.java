package io.github.qosflow.examples.voip.sip;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.util.concurrent.Future;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Cuts a connection's octets into messages by Content-Length (RFC 3261 section 18.3), and answers pings (RFC 5626). */
final class StreamFramer extends ByteToMessageDecoder {
    /** Time for the peer to read why, before what it still sends resets the connection. */
    private static final Duration LINGER = Duration.ofSeconds(1);

    private final Limits limits;
    private final boolean accepted;
    private @Nullable Head head;
    private int searched;
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
        ctx.fireChannelActive();
    }

    @Override
    protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
        if (over) {
            in.skipBytes(in.readableBytes());
            return;
        }
        if (head == null) {
            skipEmptyLines(ctx, in);
            head = head(ctx, in, out);
        }
        Head current = head;
        if (current == null) {
            return;
        }
        int length = current.contentLength();
        if (length < 0) {
            refuse(ctx, in, current, 400, "no readable Content-Length", out);
        } else if (searched + length > limits.messageBytes()) {
            refuse(ctx, in, current, 413, "the message is too large", out);
        } else if (in.readableBytes() >= length) {
            out.add(SipCodec.decode(current, ByteBufUtil.getBytes(in.readSlice(length))));
            head = null;
            searched = 0;
            inTime();
        } else {
            expect(ctx);
        }
    }

    /** CRLF CRLF is a ping, CRLF its answer (RFC 5626 section 3.5.1). */
    private static void skipEmptyLines(ChannelHandlerContext ctx, ByteBuf in) {
        while (in.readableBytes() >= 2 && in.getShort(in.readerIndex()) == 0x0D0A) {
            boolean ping = in.readableBytes() >= 4 && in.getShort(in.readerIndex() + 2) == 0x0D0A;
            if (!ping && in.readableBytes() < 4) {
                return; // the other half may follow
            }
            in.skipBytes(ping ? 4 : 2);
            if (ping && ctx.channel().isWritable()) {
                ctx.writeAndFlush(Unpooled.copiedBuffer("\r\n", StandardCharsets.US_ASCII));
            }
        }
    }

    private @Nullable Head head(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
        int end = end(in);
        if (end >= 0) {
            byte[] octets = new byte[end - in.readerIndex()];
            in.readBytes(octets);
            searched = octets.length;
            return Head.of(octets, 0, octets.length);
        }
        if (in.readableBytes() > limits.messageBytes()) {
            byte[] octets = ByteBufUtil.getBytes(in);
            refuse(ctx, in, Head.of(octets, 0, octets.length), 413, "the message is too large", out);
        } else if (in.readableBytes() > 2 || (in.isReadable() && in.getByte(in.readerIndex()) != '\r')) {
            expect(ctx);
        }
        return null;
    }

    /** Behind the empty line, or -1; goes on where the last search ended. */
    private int end(ByteBuf in) {
        int from = in.readerIndex();
        for (int i = from + searched; ; i++) {
            i = in.indexOf(i, in.writerIndex(), (byte) '\n');
            if (i < 0) {
                searched = in.readableBytes();
                return -1;
            }
            int next = i + 1 < in.writerIndex() && in.getByte(i + 1) == '\r' ? i + 2 : i + 1;
            if (next >= in.writerIndex()) {
                searched = i - from;
                return -1;
            }
            if (in.getByte(next) == '\n') {
                return next + 1;
            }
        }
    }

    private void refuse(ChannelHandlerContext ctx, ByteBuf in, Head broken, int status, String why, List<Object> out) {
        over = true;
        in.skipBytes(in.readableBytes());
        inTime();
        out.add(SipCodec.refuse(broken, status, why));
        ctx.executor().schedule(() -> ctx.close(), LINGER.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void expect(ChannelHandlerContext ctx) {
        if (deadline == null) {
            deadline = ctx.executor()
                    .schedule(() -> ctx.close(), limits.messageTime().toMillis(), TimeUnit.MILLISECONDS);
        }
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
