package io.github.qosflow.examples.voip.media;

import io.netty.util.NetUtil;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** A socket that sends and gets what it is told to. */
final class Phone implements AutoCloseable {
    private static final int PATIENCE_MILLIS = 5_000;

    private final DatagramSocket socket;

    Phone(InetAddress local) throws IOException {
        socket = new DatagramSocket(0, local);
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
