package io.github.qosflow.examples.observe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class PacketTest {
    private static final String ADDRESSES = "000000000000" + "000000000000";

    @Test
    void findsTheTosOfAnIpv4Frame() {
        assertEquals(
                OptionalInt.of(0xB8), packet(ADDRESSES + "0800" + "45b80039").tosOfFrame());
    }

    @Test
    void findsTheTrafficClassOfAnIpv6Frame() {
        assertEquals(
                OptionalInt.of(0xB8), packet(ADDRESSES + "86dd" + "6b812345").tosOfFrame());
    }

    @Test
    void findsNoneInOtherFramesOrFragmentsOfOne() {
        assertEquals(
                OptionalInt.empty(), packet(ADDRESSES + "0806" + "45b80039").tosOfFrame());
        assertEquals(OptionalInt.empty(), packet(ADDRESSES + "0800" + "45").tosOfFrame());
        assertEquals(OptionalInt.empty(), packet("").tosOfFrame());
    }

    @Test
    void knowsItsMessage() {
        Packet packet = packet("00010203");
        assertTrue(packet.endsWith(new byte[] {2, 3}));
        assertFalse(packet.endsWith(new byte[] {1, 2}));
        assertFalse(packet.endsWith(new byte[5]));
    }

    @Test
    void findsTosBehindOtherControlMessages() {
        ByteBuffer list = ByteBuffer.allocate(128).order(ByteOrder.nativeOrder());
        list.putLong(20).putInt(1).putInt(29).putInt(7).putInt(0);
        list.putLong(17).putInt(LibC.IPPROTO_IP).putInt(LibC.IP_TOS).put((byte) 0xB8);
        assertEquals(OptionalInt.of(0xB8), ControlMessages.tos(list.flip().slice()));
    }

    @Test
    void findsTheTrafficClassAsAnInt() {
        ByteBuffer list = ByteBuffer.allocate(20).order(ByteOrder.nativeOrder());
        list.putLong(20).putInt(LibC.IPPROTO_IPV6).putInt(LibC.IPV6_TCLASS).putInt(0x88);
        assertEquals(OptionalInt.of(0x88), ControlMessages.tos(list.flip()));
    }

    @Test
    void findsNoTosInAnEmptyList() {
        assertEquals(OptionalInt.empty(), ControlMessages.tos(ByteBuffer.allocate(0)));
    }

    private static Packet packet(String hex) {
        return new Packet(ByteBuffer.wrap(HexFormat.of().parseHex(hex)), OptionalInt.empty());
    }
}
