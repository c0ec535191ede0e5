package io.github.qosflow.examples.doctor;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;

/**
 * One datagram between two doctors. Questions all have {@value #BYTES} bytes, answers the same or fewer, so that nobody can
 * use a listener to send somebody else more than he sends himself.
 *
 * <p>{@code "QosD" | kind 1 byte | code point 1 byte | seen 1 byte | 0 | session 8 bytes | rest}. HELLO opens the session,
 * unmarked. A question of kind MARK carries the code point in its IP header too; its answer, marked alike, tells what the
 * listener saw. The answer to a SUMMARY holds one byte per code point: what was seen of it, {@value #NOTHING} if nothing
 * came, or {@value #UNCLEAR} if it came and nothing can be said of it, for instance because it came too often.
 *
 * @param kind what it is
 * @param session who asks, by chance
 * @param mark the code point that is asked of
 * @param seen what was seen, {@value #NOTHING} or {@value #UNCLEAR}
 * @param summary of all code points, of an answer to SUMMARY
 */
record Probe(Kind kind, long session, int mark, int seen, ByteBuffer summary) {
    static final int BYTES = 96;
    static final int NOTHING = 0xFF;
    static final int UNCLEAR = 0xFE;

    private static final int MAGIC = 0x516F_7344;
    private static final int HEADER = 16;
    private static final ByteBuffer NO_SUMMARY = ByteBuffer.allocate(0);

    /** What a datagram is. */
    enum Kind {
        MARK(1, BYTES),
        SUMMARY(2, BYTES),
        MARK_ANSWER(3, HEADER),
        SUMMARY_ANSWER(4, HEADER + BleachingMap.MARKS),
        HELLO(5, BYTES),
        HELLO_ANSWER(6, HEADER);

        private final int code;
        private final int bytes;

        Kind(int code, int bytes) {
            this.code = code;
            this.bytes = bytes;
        }

        static Optional<Kind> of(int code, int bytes) {
            return Arrays.stream(values())
                    .filter(kind -> kind.code == code && kind.bytes == bytes)
                    .findFirst();
        }

        boolean isQuestion() {
            return this == MARK || this == SUMMARY || this == HELLO;
        }
    }

    static Probe hello(long session) {
        return new Probe(Kind.HELLO, session, 0, NOTHING, NO_SUMMARY);
    }

    static Probe question(long session, int mark) {
        return new Probe(Kind.MARK, session, mark, NOTHING, NO_SUMMARY);
    }

    static Probe summaryQuestion(long session) {
        return new Probe(Kind.SUMMARY, session, 0, NOTHING, NO_SUMMARY);
    }

    Probe welcome() {
        return new Probe(Kind.HELLO_ANSWER, session, 0, NOTHING, NO_SUMMARY);
    }

    Probe answer(int seenMark) {
        return new Probe(Kind.MARK_ANSWER, session, mark, seenMark, NO_SUMMARY);
    }

    Probe answer(byte[] all) {
        return new Probe(Kind.SUMMARY_ANSWER, session, 0, NOTHING, ByteBuffer.wrap(all));
    }

    ByteBuffer encode() {
        ByteBuffer datagram = ByteBuffer.allocate(kind.bytes);
        datagram.putInt(MAGIC)
                .put((byte) kind.code)
                .put((byte) mark)
                .put((byte) seen)
                .put((byte) 0);
        datagram.putLong(session).put(summary.duplicate());
        return datagram.rewind();
    }

    /** {@return the datagram, or empty if it is none of ours or its length is wrong} */
    static Optional<Probe> decode(ByteBuffer datagram) {
        int bytes = datagram.remaining();
        if (bytes < HEADER || datagram.getInt() != MAGIC) {
            return Optional.empty();
        }
        Optional<Kind> kind = Kind.of(datagram.get(), bytes);
        int mark = Byte.toUnsignedInt(datagram.get());
        int seen = Byte.toUnsignedInt(datagram.get());
        boolean valid = mark < BleachingMap.MARKS && isSeen(seen) && datagram.get() == 0;
        return valid ? kind.flatMap(known -> decode(known, mark, seen, datagram)) : Optional.empty();
    }

    private static Optional<Probe> decode(Kind kind, int mark, int seen, ByteBuffer rest) {
        long session = rest.getLong();
        byte[] summary = new byte[kind == Kind.SUMMARY_ANSWER ? BleachingMap.MARKS : 0];
        rest.get(summary);
        for (byte each : summary) {
            if (!isSeen(Byte.toUnsignedInt(each))) {
                return Optional.empty();
            }
        }
        return Optional.of(new Probe(kind, session, mark, seen, ByteBuffer.wrap(summary)));
    }

    private static boolean isSeen(int seen) {
        return seen < BleachingMap.MARKS || seen == NOTHING || seen == UNCLEAR;
    }
}
