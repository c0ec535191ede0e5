package io.github.qosflow.internal.linux;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.OptionalInt;

/** Reads what the kernel tells beside the data; cmsg(3). */
final class ControlMessages {
    /** struct cmsghdr of 64-bit Linux: size_t len, int level, int type; the next one begins at a multiple of 8. */
    private static final int HEADER_BYTES = 16;

    private static final int LEVEL = 8;
    private static final int TYPE = 12;
    private static final int ALIGNMENT = 8;

    private ControlMessages() {}

    /** TOS or traffic class, if one of the messages holds it. */
    static OptionalInt tos(byte[] messages) {
        ByteBuffer all = ByteBuffer.wrap(messages).order(ByteOrder.nativeOrder());
        int at = 0;
        while (at + HEADER_BYTES < messages.length) {
            long length = all.getLong(at);
            if (length <= HEADER_BYTES || length > messages.length - at) {
                return OptionalInt.empty();
            }
            int level = all.getInt(at + LEVEL);
            int type = all.getInt(at + TYPE);
            if (level == LibC.IPPROTO_IP && type == LibC.IP_TOS) {
                return OptionalInt.of(Byte.toUnsignedInt(messages[at + HEADER_BYTES]));
            }
            if (level == LibC.IPPROTO_IPV6 && type == LibC.IPV6_TCLASS && length >= HEADER_BYTES + Integer.BYTES) {
                return OptionalInt.of(all.getInt(at + HEADER_BYTES) & 0xFF);
            }
            at += (int) (length + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
        }
        return OptionalInt.empty();
    }
}
