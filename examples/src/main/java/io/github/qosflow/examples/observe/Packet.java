package io.github.qosflow.examples.observe;

import io.github.qosflow.Dscp;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What one recvmsg(2) brought.
 *
 * @param data the datagram, or of a frame kept by the sender all from the Ethernet header on
 * @param tos TOS or traffic class the kernel told with a datagram
 */
public record Packet(ByteBuffer data, OptionalInt tos) {
    private static final int ETHERTYPE = 12;
    private static final int ETHERNET_BYTES = 14;
    private static final int IPV4 = 0x0800;
    private static final int IPV6 = 0x86DD;

    /**
     * Tells packets apart.
     *
     * @param message what was sent
     * @return whether this is, or carries at its end, that message
     */
    public boolean endsWith(byte[] message) {
        int from = data.limit() - message.length;
        return from >= 0 && data.slice(from, message.length).equals(ByteBuffer.wrap(message));
    }

    /** {@return the mark of a datagram, or empty if the kernel told none} */
    public Optional<Dscp> mark() {
        return mark(tos);
    }

    /** {@return the mark in the IP header of a frame, or empty if it is no IP frame} */
    public Optional<Dscp> markOfFrame() {
        return mark(tosOfFrame());
    }

    /**
     * The mark in a TOS byte or traffic class, whose lowest two bits are ECN's.
     *
     * @param tos the byte, or empty
     * @return the mark, or empty
     */
    public static Optional<Dscp> mark(OptionalInt tos) {
        return tos.isPresent() ? Optional.of(new Dscp(tos.getAsInt() >> 2)) : Optional.empty();
    }

    OptionalInt tosOfFrame() {
        if (data.limit() < ETHERNET_BYTES + 2) {
            return OptionalInt.empty();
        }
        return switch (Short.toUnsignedInt(data.getShort(ETHERTYPE))) {
            case IPV4 -> OptionalInt.of(Byte.toUnsignedInt(data.get(ETHERNET_BYTES + 1)));
            case IPV6 -> OptionalInt.of(Short.toUnsignedInt(data.getShort(ETHERNET_BYTES)) >> 4 & 0xFF);
            default -> OptionalInt.empty();
        };
    }
}
