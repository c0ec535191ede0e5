package io.github.qosflow.internal.linux;

import com.sun.jna.Library;
import com.sun.jna.Native;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;

/** Asks the kernel about a socket behind the library's back. */
final class Kernel {
    private static final C C_LIBRARY = Native.load("c", C.class);

    private Kernel() {}

    interface C extends Library {
        int getsockopt(int fd, int level, int name, byte[] value, int[] length);

        int setsockopt(int fd, int level, int name, int[] value, int length);

        int setsockopt(int fd, int level, int name, byte[] value, int length);

        int getsockname(int fd, byte[] address, int[] length);

        int capset(int[] header, int[] data);

        int socketpair(int domain, int type, int protocol, int[] pair);

        int dup(int fd);

        int dup2(int from, int to);

        int close(int fd);
    }

    static C c() {
        return C_LIBRARY;
    }

    static int tos(long fd) {
        return option(fd, LibC.IPPROTO_IP, LibC.IP_TOS);
    }

    static int trafficClass(long fd) {
        return option(fd, LibC.IPPROTO_IPV6, LibC.IPV6_TCLASS);
    }

    static int priority(long fd) {
        return option(fd, LibC.SOL_SOCKET, LibC.SO_PRIORITY);
    }

    static long pacing(long fd) {
        byte[] value = new byte[8];
        C_LIBRARY.getsockopt((int) fd, LibC.SOL_SOCKET, LibC.SO_MAX_PACING_RATE, value, new int[] {8});
        return java.nio.ByteBuffer.wrap(value)
                .order(java.nio.ByteOrder.nativeOrder())
                .getLong();
    }

    static void set(long fd, int level, int name, int value) {
        if (C_LIBRARY.setsockopt((int) fd, level, name, new int[] {value}, 4) != 0) {
            throw new AssertionError("setsockopt failed with " + Native.getLastError());
        }
    }

    /** Does something on a thread that has given up all its capabilities, as any user's has; capabilities(7). */
    static <T> T withoutRights(Callable<T> task) throws Exception {
        CompletableFuture<T> result = new CompletableFuture<>();
        Thread powerless = new Thread(() -> {
            try {
                int[] version3 = {0x2008_0522, 0};
                if (C_LIBRARY.capset(version3, new int[6]) != 0) {
                    throw new IllegalStateException("capset failed with " + Native.getLastError());
                }
                result.complete(task.call());
            } catch (Exception e) {
                result.completeExceptionally(e);
            }
        });
        powerless.start();
        return result.get();
    }

    /** TCP_CONGESTION; tcp(7). */
    static void congestionControl(long fd, String name) {
        byte[] value = name.getBytes(java.nio.charset.StandardCharsets.US_ASCII);
        if (C_LIBRARY.setsockopt((int) fd, LibC.IPPROTO_TCP, 13, value, value.length) != 0) {
            throw new AssertionError("TCP_CONGESTION " + name + " failed with " + Native.getLastError());
        }
    }

    static int localPort(long fd) {
        byte[] address = new byte[28];
        if (C_LIBRARY.getsockname((int) fd, address, new int[] {address.length}) != 0) {
            throw new AssertionError("getsockname failed with " + Native.getLastError());
        }
        return (address[2] & 0xFF) << 8 | address[3] & 0xFF;
    }

    private static int option(long fd, int level, int name) {
        byte[] value = new byte[4];
        if (C_LIBRARY.getsockopt((int) fd, level, name, value, new int[] {4}) != 0) {
            throw new AssertionError("getsockopt failed with " + Native.getLastError());
        }
        return java.nio.ByteBuffer.wrap(value)
                .order(java.nio.ByteOrder.nativeOrder())
                .getInt();
    }
}
