package io.github.qosflow.examples.voip.media;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PacketTest {
    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "RTP,              128,   0,   12, true",
        "RTP of 11 bytes,  128,   0,   11, false",
        "RTCP,             128, 200,    8, true",
        "RTCP of 7 bytes,  128, 200,    7, false",
        "nothing,            0,   0,    0, false",
        "version 1,         64,   0,  100, false",
        "version 3,        192,   0,  100, false",
        "STUN,               0,   1,   20, false",
        "DTLS,              22, 254,  100, true",
        "TURN,              64,   0,  100, false",
        "one too long,     128,   0, 2048, false",
        "the longest,      128,   0, 2047, true",
    })
    void onlyMediaPasses(String what, int first, int second, int bytes, boolean passes) {
        ByteBuf packet =
                Unpooled.buffer(2048).writeByte(first).writeByte(second).writerIndex(bytes);

        assertEquals(passes, Packet.of(packet) != null);
    }

    @Test
    void theHandshakeOfDtlsIsTold() {
        assertEquals(Packet.DTLS, Packet.of(Unpooled.buffer().writeByte(22).writeZero(20)));
    }

    @ParameterizedTest
    @CsvSource({
        "0,false",
        "34,false",
        "96,false",
        "127,false",
        "224,false",
        "255,false",
        "192,true",
        "200,true",
        "207,true",
        "223,true"
    })
    void rtcpIsToldByItsType(int second, boolean control) {
        ByteBuf packet = Unpooled.buffer().writeByte(128).writeByte(second).writeZero(20);

        assertEquals(control ? Packet.RTCP : Packet.RTP, Packet.of(packet));
    }
}
