package io.github.qosflow.netty;

import com.sun.jna.Library;
import com.sun.jna.Native;
import io.netty.channel.Channel;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/** The mark of a channel's socket, set and read as a program does that knows nothing of this library. */
public final class SocketMark {
    private static final C C_LIBRARY = Native.load("c", C.class);
    private static final int IPPROTO_IP = 0;
    private static final int IP_TOS = 1;
    private static final int IPPROTO_IPV6 = 41;
    private static final int IPV6_TCLASS = 67;

    private SocketMark() {}

    interface C extends Library {
        int setsockopt(int fd, int level, int name, int[] value, int length);

        int getsockopt(int fd, int level, int name, byte[] value, int[] length);
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

    /** {@return the DSCP of IPv4 and that of IPv6 packets, of a dual-stack socket} */
    public static List<Integer> get(Channel channel) {
        int fd = (int) ChannelSockets.INSTANCE.resolve(channel).orElseThrow().handle();
        return List.of(dscp(fd, IPPROTO_IP, IP_TOS), dscp(fd, IPPROTO_IPV6, IPV6_TCLASS));
    }

    private static int dscp(int fd, int level, int name) {
        byte[] value = new byte[Integer.BYTES];
        if (C_LIBRARY.getsockopt(fd, level, name, value, new int[] {value.length}) != 0) {
            throw new AssertionError("getsockopt failed with error " + Native.getLastError());
        }
        return ByteBuffer.wrap(value).order(ByteOrder.nativeOrder()).getInt() >> 2;
    }
}
