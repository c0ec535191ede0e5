package io.github.qosflow.examples.voip.media;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.util.NetUtil;
import java.io.IOException;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The peer is reached from 192.0.2.7 or 2001:db8::7. */
class FamiliesTest {
    @ParameterizedTest(name = "bound to {0}, {1} is told {3}")
    @CsvSource({
        "0.0.0.0,                 192.0.2.1,   0.0.0.0,      192.0.2.7",
        "::,                      2001:db8::1, ::,           2001:db8::7",
        "::,                      192.0.2.1,   0.0.0.0,      192.0.2.7",
        "192.0.2.5,               192.0.2.1,   192.0.2.5,    192.0.2.5",
        "192.0.2.5 192.0.2.7,     192.0.2.1,   192.0.2.7,    192.0.2.7",
        "192.0.2.5 2001:db8::5,   2001:db8::1, 2001:db8::5,  2001:db8::5",
        "0.0.0.0 192.0.2.5,       192.0.2.1,   192.0.2.5,    192.0.2.5",
    })
    void thePeerIsToldAnAddressItReaches(String bound, String peer, String bind, String told) throws IOException {
        List<InetAddress> addresses =
                Arrays.stream(bound.split(" ", -1)).map(FamiliesTest::address).toList();
        Families families =
                new Families(addresses, remote -> address(Families.isIpv6(remote) ? "2001:db8::7" : "192.0.2.7"));

        assertEquals(new Families.Local(address(bind), address(told)), families.facing(address(peer)));
    }

    @Test
    void thatThereIsNoneOfThePeersFamilyIsSaid() {
        Families families = new Families(List.of(address("192.0.2.5")), remote -> remote);

        String message = assertThrows(IOException.class, () -> families.facing(address("2001:db8::1")))
                .getMessage();

        assertTrue(message.contains("192.0.2.5"), message);
    }

    private static InetAddress address(String literal) {
        return NetUtil.createInetAddressFromIpAddressString(literal);
    }
}
