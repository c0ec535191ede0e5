package io.github.qosflow.testkit;

import io.github.qosflow.testkit.Capture.Packet;
import io.github.qosflow.testkit.Capture.Protocol;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads the pcap stream that tcpdump writes: Ethernet frames that hold IPv4 or IPv6 with TCP or UDP. */
final class PcapReader {
    private static final int MAGIC_MICROSECONDS = 0xA1B2C3D4;
    private static final int MAGIC_NANOSECONDS = 0xA1B23C4D;
    private static final int FILE_HEADER_BYTES = 24;
    private static final int RECORD_HEADER_BYTES = 16;
    private static final int LINK_TYPE_ETHERNET = 1;
    private static final int ETHERNET_BYTES = 14;
    private static final int ETHERTYPE_OFFSET = 12;
    private static final int ETHERTYPE_IPV4 = 0x0800;
    private static final int ETHERTYPE_IPV6 = 0x86DD;
    private static final int IPV6_BYTES = 40;
    private static final int UDP_BYTES = 8;

    private final DataInputStream in;
    private final ByteOrder order;

    PcapReader(InputStream in) throws IOException {
        this.in = new DataInputStream(in);
        ByteBuffer header = read(FILE_HEADER_BYTES);
        order = orderOf(header);
        int linkType = header.order(order).getInt(20);
        if (linkType != LINK_TYPE_ETHERNET) {
            throw new IOException("link type " + linkType + " is not Ethernet: capture on one interface, not on any");
        }
    }

    /** The next packet, or null at the end of the stream; empty for a frame that is neither TCP nor UDP. */
    @Nullable
    Optional<Packet> next() throws IOException {
        try {
            int bytes = read(RECORD_HEADER_BYTES).order(order).getInt(8);
            return parse(read(bytes));
        } catch (EOFException e) {
            return null;
        }
    }

    static Optional<Packet> parse(ByteBuffer frame) {
        return switch (frame.getShort(ETHERTYPE_OFFSET) & 0xFFFF) {
            case ETHERTYPE_IPV4 -> ipv4(frame.position(ETHERNET_BYTES).slice());
            case ETHERTYPE_IPV6 -> ipv6(frame.position(ETHERNET_BYTES).slice());
            default -> Optional.empty();
        };
    }

    private static Optional<Packet> ipv4(ByteBuffer ip) {
        int headerBytes = (ip.get(0) & 0x0F) * Integer.BYTES;
        int dscp = (ip.get(1) & 0xFF) >> 2;
        int bytes = (ip.getShort(2) & 0xFFFF) - headerBytes;
        return transport(4, dscp, ip.get(9), bytes, ip.position(headerBytes).slice());
    }

    /** Without extension headers: the tests send none. */
    private static Optional<Packet> ipv6(ByteBuffer ip) {
        int dscp = (ip.getInt(0) >>> 22) & 0x3F;
        int bytes = ip.getShort(4) & 0xFFFF;
        return transport(6, dscp, ip.get(6), bytes, ip.position(IPV6_BYTES).slice());
    }

    private static Optional<Packet> transport(int version, int dscp, int number, int bytes, ByteBuffer segment) {
        Optional<Protocol> protocol = Protocol.of(number);
        if (protocol.isEmpty()) {
            return Optional.empty();
        }
        boolean tcp = protocol.get() == Protocol.TCP;
        int headerBytes = tcp ? ((segment.get(12) & 0xF0) >> 4) * Integer.BYTES : UDP_BYTES;
        int flags = tcp ? segment.get(13) & 0xFF : 0;
        int from = segment.getShort(0) & 0xFFFF;
        int to = segment.getShort(2) & 0xFFFF;
        return Optional.of(new Packet(version, protocol.get(), from, to, dscp, bytes - headerBytes, flags));
    }

    private static ByteOrder orderOf(ByteBuffer header) throws IOException {
        for (ByteOrder order : new ByteOrder[] {ByteOrder.LITTLE_ENDIAN, ByteOrder.BIG_ENDIAN}) {
            int magic = header.order(order).getInt(0);
            if (magic == MAGIC_MICROSECONDS || magic == MAGIC_NANOSECONDS) {
                return order;
            }
        }
        throw new IOException("not a pcap stream");
    }

    private ByteBuffer read(int bytes) throws IOException {
        byte[] block = new byte[bytes];
        in.readFully(block);
        return ByteBuffer.wrap(block);
    }
}
