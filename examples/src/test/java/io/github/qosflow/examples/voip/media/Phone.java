package io.github.qosflow.examples.voip.media;

import io.github.qosflow.NativeSocket;
import io.github.qosflow.examples.observe.ObservedSocket;
import io.netty.util.NetUtil;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.util.Arrays;

/** A socket that sends and gets what it is told to. */
final class Phone implements AutoCloseable {
    private static final int PATIENCE_MILLIS = 5_000;

    private final DatagramChannel channel;
    private final DatagramSocket socket;

    Phone(InetAddress local) throws IOException {
        channel = DatagramChannel.open(
                Families.isIpv6(local) ? StandardProtocolFamily.INET6 : StandardProtocolFamily.INET);
        socket = channel.bind(new InetSocketAddress(local, 0)).socket();
        socket.setSoTimeout(PATIENCE_MILLIS);
    }

    static InetAddress ipv4() {
        return NetUtil.LOCALHOST4;
    }

    static InetAddress ipv6() {
        return NetUtil.LOCALHOST6;
    }

    int port() {
        return socket.getLocalPort();
    }

    InetAddress host() {
        return socket.getLocalAddress();
    }

    void send(byte[] packet, InetSocketAddress to) {
        try {
            socket.send(new DatagramPacket(packet, packet.length, to));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Received receive() throws IOException {
        DatagramPacket packet = new DatagramPacket(new byte[4096], 4096);
        socket.receive(packet);
        return new Received(
                Arrays.copyOf(packet.getData(), packet.getLength()), (InetSocketAddress) packet.getSocketAddress());
    }

    /** What the kernel tells of each packet's mark. */
    ObservedSocket observed() throws IOException {
        ObservedSocket observed =
                new ObservedSocket(Math.toIntExact(NativeSocket.of(channel).handle()));
        observed.tellMarks();
        return observed;
    }

    /** The DSCP of the next packet, which stays in the queue. */
    static int dscp(ObservedSocket observed) throws IOException {
        return observed.peek(PATIENCE_MILLIS).orElseThrow().mark().orElseThrow().value();
    }

    /** Whether nothing comes for a while. */
    boolean hearsNothing() throws IOException {
        socket.setSoTimeout(200);
        try {
            receive();
            return false;
        } catch (SocketTimeoutException silence) {
            return true;
        } finally {
            socket.setSoTimeout(PATIENCE_MILLIS);
        }
    }

    record Received(byte[] bytes, InetSocketAddress from) {}

    static byte[] rtp(int type, int sequence, int timestamp, int source) {
        return ByteBuffer.allocate(172)
                .put((byte) 0x80)
                .put((byte) type)
                .putShort((short) sequence)
                .putInt(timestamp)
                .putInt(source)
                .array();
    }

    static byte[] rtp(int sequence) {
        return rtp(0, sequence, sequence * 160, 1);
    }

    static byte[] senderReport(long ntp) {
        return ByteBuffer.allocate(28)
                .put((byte) 0x80)
                .put((byte) 200)
                .putShort((short) 6)
                .putInt(1)
                .putLong(ntp)
                .array();
    }

    static byte[] receiverReport(int lastSenderReport, int delay) {
        return ByteBuffer.allocate(32)
                .put((byte) 0x81)
                .put((byte) 201)
                .putShort((short) 7)
                .putInt(2)
                .putInt(1)
                .putInt(0)
                .putInt(0)
                .putInt(0)
                .putInt(lastSenderReport)
                .putInt(delay)
                .array();
    }

    @Override
    public void close() {
        socket.close();
    }
}
