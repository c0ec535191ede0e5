package io.github.qosflow.examples.voip.phone;

import io.netty.buffer.ByteBuf;

/** The RTP a phone got of its one peer (RFC 3550 appendices A.3 and A.8), at 8000 timestamps a second. Written on one event loop. */
final class Heard {
    private static final double NANOS_PER_STAMP = 1e9 / 8000;

    private boolean begun;
    private int first;
    private int highest;
    private int source;
    private double lastTransit;
    private double jitter;
    private long received;
    private int senderReport;
    private long senderReportAt;

    /**
     * What it was like.
     *
     * @param packets of RTP that came
     * @param lost that did not, by sequence numbers
     * @param jitterMillis interarrival jitter
     */
    record Figures(long packets, long lost, double jitterMillis) {}

    synchronized void rtp(ByteBuf packet, long now) {
        int sequence = packet.getUnsignedShort(packet.readerIndex() + 2);
        double transit = now / NANOS_PER_STAMP - packet.getUnsignedInt(packet.readerIndex() + 4);
        if (!begun) {
            begun = true;
            first = sequence;
            highest = sequence;
            lastTransit = transit;
        }
        source = packet.getInt(packet.readerIndex() + 8);
        highest += Math.max(0, (short) (sequence - highest)); // beyond 16 bits it counts on
        jitter += (Math.abs(transit - lastTransit) - jitter) / 16;
        lastTransit = transit;
        received++;
    }

    /** Remembers the middle of a sender report's time, which the next report says back. */
    synchronized void rtcp(ByteBuf packet, long now) {
        if (packet.readableBytes() >= 28 && packet.getUnsignedByte(packet.readerIndex() + 1) == 200) {
            senderReport = packet.getInt(packet.readerIndex() + 10);
            senderReportAt = now;
        }
    }

    synchronized Figures figures() {
        return new Figures(received, lost(), jitter * NANOS_PER_STAMP / 1e6);
    }

    private long lost() {
        return begun ? highest - first + 1 - received : 0;
    }

    /** Appends a report block (RFC 3550 section 6.4.1); the fraction lost since the last one is left 0. */
    synchronized void report(ByteBuf report, long now) {
        long delay = senderReport == 0 ? 0 : (now - senderReportAt) * 65_536 / 1_000_000_000;
        report.writeInt(source).writeInt((int) lost() & 0xff_ffff).writeInt(highest);
        report.writeInt((int) jitter).writeInt(senderReport).writeInt((int) delay);
    }
}
