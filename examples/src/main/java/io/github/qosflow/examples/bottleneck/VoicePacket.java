package io.github.qosflow.examples.bottleneck;

import java.nio.ByteBuffer;

/**
 * 20 ms of G.711 with its RTP header in size: 172 bytes, 50 a second.
 *
 * @param sequence counts from 0; negative while the programs warm up
 * @param sentNanos System.nanoTime of the sender: CLOCK_MONOTONIC, one clock for every process of the machine
 */
record VoicePacket(int sequence, long sentNanos) {
    static final int BYTES = 172;
    static final int INTERVAL_MILLIS = 20;
    static final int PORT = 5004;
    /** One second of them loads classes, compiles code and lets the bulk fill the queue. */
    static final int WARM_UP = 50;

    byte[] toBytes() {
        return ByteBuffer.allocate(BYTES).putInt(sequence).putLong(sentNanos).array();
    }

    static VoicePacket of(byte[] bytes) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        return new VoicePacket(buffer.getInt(), buffer.getLong());
    }
}
