package io.github.qosflow.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.qosflow.testkit.Capture.Packet;
import io.github.qosflow.testkit.Capture.Protocol;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class CaptureTest {
    private static final String ETHERNET = "000000000000" + "000000000000";

    @Test
    void readsMarkPortsAndPayloadOfAnIpv4Datagram() {
        String ip = "45b80021" + "00004000" + "40110000" + "7f000001" + "7f000001";
        assertEquals(
                Optional.of(new Packet(4, Protocol.UDP, 0x1234, 0x5678, 46, 5, 0)),
                parse("0800" + ip + "12345678000d0000" + "68656c6c6f"));
    }

    @Test
    void readsMarkAndFlagsOfAnIpv6Segment() {
        String address = "00000000000000000000000000000001";
        String ip = "6e000000" + "00140640" + address + address;
        assertEquals(
                Optional.of(new Packet(6, Protocol.TCP, 0x1234, 0x5678, 56, 0, 0x12)),
                parse("86dd" + ip + "12345678" + "00000000" + "00000000" + "50120000" + "00000000"));
    }

    @Test
    void passesOverWhatIsNeitherTcpNorUdp() {
        assertEquals(Optional.empty(), parse("0806" + "00".repeat(28)));
    }

    @Test
    @Tag("wire")
    void seesEveryDatagramSentBeforeItIsAsked() throws Exception {
        try (DatagramSocket receiver = new DatagramSocket(0, InetAddress.getByName("127.0.0.1"));
                Capture capture = Capture.start("udp dst port " + receiver.getLocalPort());
                DatagramChannel sender = DatagramChannel.open()) {
            sender.setOption(StandardSocketOptions.IP_TOS, 46 << 2);
            for (int i = 0; i < 2000; i++) {
                sender.send(ByteBuffer.allocate(10), receiver.getLocalSocketAddress());
            }
            receiver.receive(new DatagramPacket(new byte[10], 10));
            List<Packet> packets = capture.payloadPackets();
            assertEquals(2000, packets.size());
            assertEquals(
                    List.of(46), packets.stream().map(Packet::dscp).distinct().toList());
        }
    }

    @Test
    @Tag("wire")
    void seesDatagramsToASocketThatHasItsOwnPortOverIpv6() throws Exception {
        try (Capture capture = Capture.start("udp and ip6");
                DatagramSocket receiver = new DatagramSocket(capture.probePort(), InetAddress.getByName("::1"));
                DatagramChannel sender = DatagramChannel.open()) {
            sender.send(ByteBuffer.allocate(10), receiver.getLocalSocketAddress());
            receiver.receive(new DatagramPacket(new byte[10], 10));
            assertEquals(
                    1,
                    capture.packets().stream()
                            .filter(packet -> packet.destinationPort() == capture.probePort())
                            .count());
        }
    }

    @Test
    @Tag("wire")
    void seesBothDirectionsOfATcpConnection() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getByName("::1"));
                Capture capture = Capture.start("tcp port " + server.getLocalPort());
                Socket client = new Socket()) {
            client.connect(new InetSocketAddress("::1", server.getLocalPort()));
            client.getOutputStream().write(new byte[1000]);
            assertEquals(2, capture.packets().stream().filter(Packet::isSyn).count());
            assertEquals(
                    List.of(1000),
                    capture.payloadPackets().stream().map(Packet::payloadLength).toList());
        }
    }

    private static Optional<Packet> parse(String typeAndPacket) {
        return PcapReader.parse(ByteBuffer.wrap(HexFormat.of().parseHex(ETHERNET + typeAndPacket)));
    }
}
