package io.github.qosflow.netty;

import com.sun.jna.Library;
import com.sun.jna.Native;
import io.netty.channel.Channel;

/** The mark of a channel's socket, set as a program does that knows nothing of this library. */
public final class SocketMark {
    private static final C C_LIBRARY = Native.load("c", C.class);
    private static final int IPPROTO_IP = 0;
    private static final int IP_TOS = 1;
    private static final int IPPROTO_IPV6 = 41;
    private static final int IPV6_TCLASS = 67;

    private SocketMark() {}

    interface C extends Library {
        int setsockopt(int fd, int level, int name, int[] value, int length);
    }

    /** Both marks of a dual-stack socket; an IPv4 one has no traffic class. */
    public static void set(Channel channel, int dscp) {
        int fd = (int) ChannelSockets.INSTANCE.resolve(channel).orElseThrow().handle();
        int[] tos = {dscp << 2};
        C_LIBRARY.setsockopt(fd, IPPROTO_IPV6, IPV6_TCLASS, tos, Integer.BYTES);
        if (C_LIBRARY.setsockopt(fd, IPPROTO_IP, IP_TOS, tos, Integer.BYTES) != 0) {
            throw new AssertionError("setsockopt(IP_TOS) failed with error " + Native.getLastError());
        }
    }
}
