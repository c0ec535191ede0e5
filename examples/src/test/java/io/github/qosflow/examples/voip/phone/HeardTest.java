package io.github.qosflow.examples.voip.phone;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.Test;

class HeardTest {
    private static final int PACKET_NANOS = 20_000_000;

    private final Heard heard = new Heard();

    @Test
    void evenPacketsHaveNoLossAndNoJitter() {
        for (int i = 0; i < 10; i++) {
            arrives(i, i * PACKET_NANOS);
        }
        assertEquals(10, heard.figures().packets());
        assertEquals(0, heard.figures().lost());
        assertEquals(0, heard.figures().jitterMillis(), 1e-6);
    }

    @Test
    void whatIsMissingBetweenSequenceNumbersIsLostAcrossTheirEnd() {
        arrives(65_534, 0);
        arrives(1, 3 * PACKET_NANOS);
        assertEquals(2, heard.figures().lost());
    }

    @Test
    void whatComesLateIsNotLost() {
        arrives(1, 0);
        arrives(3, 2 * PACKET_NANOS);
        arrives(2, 2 * PACKET_NANOS);
        assertEquals(0, heard.figures().lost());
    }

    @Test
    void jitterIsASixteenthOfADeviation() {
        arrives(0, 0);
        arrives(1, PACKET_NANOS + 16_000_000);
        assertEquals(1, heard.figures().jitterMillis(), 1e-6);
    }

    @Test
    void aReportSaysWhatWasHeardAndWhenTheLastSenderReportCame() {
        arrives(5, 0);
        heard.rtcp(
                Unpooled.buffer()
                        .writeInt(0x80c8_0006)
                        .writeInt(7)
                        .writeLong(0x1111_2222_3333_4444L)
                        .writeZero(12),
                0);
        ByteBuf block = Unpooled.buffer();
        heard.report(block, 500_000_000);
        assertEquals(9, block.getInt(0));
        assertEquals(0, block.getInt(4));
        assertEquals(5, block.getInt(8));
        assertEquals(0x2222_3333, block.getInt(16));
        assertEquals(32_768, block.getInt(20));
    }

    private void arrives(int sequence, long nanos) {
        heard.rtp(
                Unpooled.buffer()
                        .writeShort(0x8000)
                        .writeShort(sequence)
                        .writeInt((sequence & 0xfff) * 160)
                        .writeInt(9),
                nanos);
    }
}
