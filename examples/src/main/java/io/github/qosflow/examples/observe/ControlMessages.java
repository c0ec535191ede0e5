package io.github.qosflow.examples.observe;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.OptionalInt;

/** Reads cmsg(3) lists: struct cmsghdr of 64-bit Linux is size_t len, int level, int type, then the data. */
final class ControlMessages {
    private static final int LEVEL = 8;
    private static final int TYPE = 12;
    private static final int HEADER_BYTES = 16;
    private static final int ALIGNMENT = 8;

    private ControlMessages() {}

    /** {@return the TOS (one byte) or traffic class (an int) in the list} */
    static OptionalInt tos(ByteBuffer messages) {
        ByteBuffer list = messages.order(ByteOrder.nativeOrder());
        int at = 0;
        while (at + HEADER_BYTES <= list.limit()) {
            int level = list.getInt(at + LEVEL);
            int type = list.getInt(at + TYPE);
            if (level == LibC.IPPROTO_IP && type == LibC.IP_TOS) {
                return OptionalInt.of(Byte.toUnsignedInt(list.get(at + HEADER_BYTES)));
            }
            if (level == LibC.IPPROTO_IPV6 && type == LibC.IPV6_TCLASS) {
                return OptionalInt.of(list.getInt(at + HEADER_BYTES));
            }
            at += Math.max(HEADER_BYTES, aligned((int) list.getLong(at)));
        }
        return OptionalInt.empty();
    }

    private static int aligned(int length) {
        return (length + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    }
}
