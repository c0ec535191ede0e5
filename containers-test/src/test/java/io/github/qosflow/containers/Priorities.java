package io.github.qosflow.containers;

import com.sun.jna.Library;
import com.sun.jna.Native;
import io.github.qosflow.NativeSocket;
import java.io.IOException;
import java.nio.channels.DatagramChannel;
import java.util.stream.IntStream;

/** Asks the kernel itself, without the library, which SO_PRIORITY this program may set. */
final class Priorities {
    static final int HIGHEST = 7;

    private static final int SOL_SOCKET = 1;
    private static final int SO_PRIORITY = 12;
    private static final C C_LIBRARY = Native.load("c", C.class);

    private Priorities() {}

    interface C extends Library {
        int setsockopt(int fd, int level, int name, int[] value, int length);
    }

    static void print() throws IOException {
        try (DatagramChannel channel = DatagramChannel.open()) {
            int fd = (int) NativeSocket.of(channel).handle();
            IntStream.rangeClosed(0, HIGHEST)
                    .forEach(priority -> System.out.println(line(priority, set(fd, priority))));
        }
    }

    static String line(int priority, int errno) {
        return "SO_PRIORITY " + priority + ": errno " + errno;
    }

    private static int set(int fd, int priority) {
        int result = C_LIBRARY.setsockopt(fd, SOL_SOCKET, SO_PRIORITY, new int[] {priority}, Integer.BYTES);
        return result == 0 ? 0 : Native.getLastError();
    }
}
