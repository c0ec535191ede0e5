package io.github.qosflow;

/**
 * The bytes that IP and transport put before the payload of each packet; see {@link DataRate#withHeaders}.
 *
 * <p>Without options and extension headers. What a protocol above adds (RTP: 12 bytes, TLS) belongs to the payload.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc791">RFC 791 (IPv4)</a>
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8200">RFC 8200 (IPv6)</a>
 */
public enum PacketHeaders {
    /** 20 and 8 bytes. */
    IPV4_UDP(28),
    /** 20 and 20 bytes. */
    IPV4_TCP(40),
    /** 40 and 8 bytes. */
    IPV6_UDP(48),
    /** 40 and 20 bytes. */
    IPV6_TCP(60);

    private final int bytes;

    PacketHeaders(int bytes) {
        this.bytes = bytes;
    }

    /** {@return bytes per packet} */
    public int bytes() {
        return bytes;
    }
}
