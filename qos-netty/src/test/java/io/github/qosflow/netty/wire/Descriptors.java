package io.github.qosflow.netty.wire;

import com.sun.jna.Library;
import com.sun.jna.Native;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The open descriptors of this process and the marks on those that are sockets, as the kernel tells them. */
final class Descriptors {
    private static final C C_LIBRARY = Native.load("c", C.class);
    private static final Path FOLDER = Path.of("/proc/self/fd");

    private Descriptors() {}

    interface C extends Library {
        int getsockopt(int fd, int level, int name, byte[] value, int[] length);
    }

    static long count() throws IOException {
        try (Stream<Path> descriptors = Files.list(FOLDER)) {
            return descriptors.count();
        }
    }

    /** Sockets with a DSCP or a priority, one line each. */
    static List<String> marked() throws IOException {
        List<String> marked = new ArrayList<>();
        try (Stream<Path> descriptors = Files.list(FOLDER)) {
            for (Path descriptor : descriptors.toList()) {
                int fd = Integer.parseInt(descriptor.getFileName().toString());
                int tos = option(fd, 0, 1) & 0xFC;
                int trafficClass = option(fd, 41, 67) & 0xFC;
                int priority = option(fd, 1, 12);
                if (tos != 0 || trafficClass != 0 || priority != 0) {
                    marked.add(fd + ": tos " + tos + ", traffic class " + trafficClass + ", priority " + priority);
                }
            }
        }
        return marked;
    }

    /** 0 where the descriptor is no socket or has no such option. */
    private static int option(int fd, int level, int name) {
        byte[] value = new byte[4];
        return C_LIBRARY.getsockopt(fd, level, name, value, new int[] {4}) == 0
                ? ByteBuffer.wrap(value).order(ByteOrder.nativeOrder()).getInt()
                : 0;
    }
}
