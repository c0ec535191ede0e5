package io.github.qosflow.internal.windows;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class SockAddrTest {
    private static final HexFormat HEX = HexFormat.of();

    @Test
    void anIpv4AddressIsSixteenBytesWithThePortInNetworkOrder() {
        byte[] bytes = SockAddr.bytes(new InetSocketAddress("192.0.2.1", 0x1234));

        assertEquals("0200" + "1234" + "c0000201" + "0000000000000000", HEX.formatHex(bytes));
    }

    @Test
    void anIpv6AddressIsTwentyEightBytesOfFamilyTwentyThree() {
        byte[] bytes = SockAddr.bytes(new InetSocketAddress("2001:db8::1", 0xFEDC));

        assertEquals(
                "1700" + "fedc" + "00000000" + "20010db8000000000000000000000001" + "00000000", HEX.formatHex(bytes));
    }

    @Test
    void aScopeGoesWithALinkLocalAddress() throws Exception {
        byte[] host = InetAddress.getByName("fe80::1").getAddress();
        byte[] bytes = SockAddr.bytes(new InetSocketAddress(Inet6Address.getByAddress(null, host, 7), 5060));

        assertEquals("07000000", HEX.formatHex(bytes, 24, 28));
        assertEquals(7, ((Inet6Address) SockAddr.parse(bytes).getAddress()).getScopeId());
    }

    @Test
    void anIpv4MappedAddressIsReadAsTheIpv4One() {
        byte[] mapped = HEX.parseHex("1700" + "13c4" + "00000000" + "00000000000000000000ffffc0000201" + "00000000");

        assertEquals(new InetSocketAddress("192.0.2.1", 5060), SockAddr.parse(mapped));
    }

    @Test
    void whatIsWrittenIsReadBack() {
        for (String host : new String[] {"127.0.0.1", "255.255.255.254", "::1", "2001:db8::ffff"}) {
            InetSocketAddress address = new InetSocketAddress(host, 65_535);
            assertEquals(address, SockAddr.parse(SockAddr.bytes(address)));
        }
    }

    @Test
    void theFamilyIsThatOfTheAddress() {
        assertEquals(2, SockAddr.family(new InetSocketAddress("127.0.0.1", 1)));
        assertEquals(23, SockAddr.family(new InetSocketAddress("::1", 1)));
    }
}
