package io.github.qosflow.examples.voip.phone;

import gov.nist.javax.sdp.SessionDescriptionImpl;
import gov.nist.javax.sdp.parser.SDPAnnounceParser;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.EventLoop;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.DatagramPacket;
import io.netty.channel.socket.SocketProtocolFamily;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.util.concurrent.ScheduledFuture;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import javax.sdp.MediaDescription;
import javax.sdp.SdpException;

/** A phone's audio: says a tone as PCMU (RFC 3551) and counts what it hears. On the phone's event loop, but for the figures. */
final class Audio {
    private static final int PACKET_MILLIS = 20;
    private static final int SAMPLES = 8 * PACKET_MILLIS;
    /** More often than a real phone (RFC 3550 section 6.2): a demonstration has no minutes. */
    private static final int REPORT_MILLIS = 1000;

    private static final long NTP_TO_UNIX_SECONDS = 2_208_988_800L;

    private final EventLoop loop;
    private final Heard heard;
    private final Channel rtp;
    private final Channel rtcp;
    private final byte[] tone = tone();
    private final int source = ThreadLocalRandom.current().nextInt();
    private int sequence = ThreadLocalRandom.current().nextInt(1 << 15);
    private int sent;
    private List<ScheduledFuture<?>> timers = List.of();

    Audio(EventLoop loop, InetAddress local, Received received) throws IOException, InterruptedException {
        this.loop = loop;
        this.heard = received.heard();
        this.rtp = open(local, received.audio(), heard::rtp);
        this.rtcp = open(local, received.control(), heard::rtcp);
    }

    /** Not on the event loop. */
    private Channel open(InetAddress local, Marks marks, BiConsumer<ByteBuf, Long> reader)
            throws IOException, InterruptedException {
        Channel channel = new Bootstrap()
                .group(loop)
                .channelFactory(() -> new NioDatagramChannel(SocketProtocolFamily.INET))
                .handler(new SimpleChannelInboundHandler<DatagramPacket>() {
                    @Override
                    protected void channelRead0(ChannelHandlerContext ctx, DatagramPacket packet) {
                        reader.accept(packet.content(), System.nanoTime());
                    }
                })
                .bind(local, 0)
                .sync()
                .channel();
        marks.watch(channel);
        return channel;
    }

    /** 160 samples of 400 Hz are eight periods, so one packet goes on where the one before ended. */
    private static byte[] tone() {
        byte[] tone = new byte[SAMPLES];
        for (int i = 0; i < SAMPLES; i++) {
            tone[i] = pcmu((int) (8000 * Math.sin(2 * Math.PI * i / 20)));
        }
        return tone;
    }

    /** ITU-T G.711: sign, exponent and mantissa of a 16-bit sample, all inverted. */
    private static byte pcmu(int linear) {
        int magnitude = Math.min(Math.abs(linear), 32_635) + 132;
        int exponent = 24 - Integer.numberOfLeadingZeros(magnitude);
        int mantissa = magnitude >> (exponent + 3) & 0xf;
        return (byte) ~((linear < 0 ? 0x80 : 0) | exponent << 4 | mantissa);
    }

    /** {@return what the peer is told: here it may send (a=rtcp: RFC 3605)} */
    byte[] description() {
        InetSocketAddress local = (InetSocketAddress) rtp.localAddress();
        String host = local.getAddress().getHostAddress();
        return String.join(
                        "\r\n",
                        "v=0",
                        "o=- " + (source & 0x7fff_ffff) + " 1 IN IP4 " + host,
                        "s=-",
                        "c=IN IP4 " + host,
                        "t=0 0",
                        "m=audio " + local.getPort() + " RTP/AVP 0",
                        "a=rtcp:" + ((InetSocketAddress) rtcp.localAddress()).getPort(),
                        "")
                .getBytes(StandardCharsets.US_ASCII);
    }

    /** Sends to where the peer said, until it is closed. */
    void talk(byte[] peer) throws ParseException, SdpException {
        SessionDescriptionImpl said = new SDPAnnounceParser(new String(peer, StandardCharsets.UTF_8)).parse();
        MediaDescription medium =
                (MediaDescription) said.getMediaDescriptions(true).get(0);
        String host = (medium.getConnection() == null ? said.getConnection() : medium.getConnection()).getAddress();
        int port = medium.getMedia().getMediaPort();
        String control = medium.getAttribute("rtcp");
        InetSocketAddress rtpPeer = new InetSocketAddress(host, port);
        InetSocketAddress rtcpPeer =
                new InetSocketAddress(host, control == null ? port + 1 : Integer.parseInt(control.split(" ", 2)[0]));
        timers = List.of(
                every(PACKET_MILLIS, () -> send(rtp, packet(), rtpPeer)),
                every(REPORT_MILLIS, () -> send(rtcp, report(System.nanoTime()), rtcpPeer)));
    }

    private ScheduledFuture<?> every(int milliseconds, Runnable action) {
        return loop.scheduleAtFixedRate(action, milliseconds, milliseconds, TimeUnit.MILLISECONDS);
    }

    private static void send(Channel socket, ByteBuf packet, InetSocketAddress to) {
        socket.writeAndFlush(new DatagramPacket(packet, to));
    }

    /** RFC 3550 section 5.1. */
    private ByteBuf packet() {
        ByteBuf packet = Unpooled.buffer(12 + SAMPLES).writeByte(0x80).writeByte(0);
        packet.writeShort(sequence++).writeInt(sent++ * SAMPLES).writeInt(source);
        return packet.writeBytes(tone);
    }

    /** A sender report with one block, and who it is (RFC 3550 sections 6.4.1 and 6.5). */
    private ByteBuf report(long now) {
        long millis = System.currentTimeMillis();
        ByteBuf report = Unpooled.buffer().writeInt(0x81c8_000c).writeInt(source);
        report.writeInt((int) (millis / 1000 + NTP_TO_UNIX_SECONDS)).writeInt((int) ((millis % 1000 << 32) / 1000));
        report.writeInt(sent * SAMPLES).writeInt(sent).writeInt(sent * SAMPLES);
        heard.report(report, now);
        report.writeInt(0x81ca_0003).writeInt(source).writeShort(0x0105); // CNAME of 5 bytes, then the end
        report.writeCharSequence("phone", StandardCharsets.US_ASCII);
        return report.writeByte(0);
    }

    /** Falls silent. */
    void close() {
        timers.forEach(timer -> timer.cancel(false));
        rtp.close();
        rtcp.close();
    }
}
