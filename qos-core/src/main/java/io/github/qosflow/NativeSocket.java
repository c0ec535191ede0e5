package io.github.qosflow;

import io.github.qosflow.internal.SocketHandles;
import java.io.Closeable;
import java.net.DatagramSocket;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.channels.SelectableChannel;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A socket as the operating system knows it: its descriptor on Linux, its SOCKET on Windows.
 *
 * <pre>{@code
 * NativeSocket.of(socketChannel);
 * NativeSocket.of(new Socket(host, port));
 * NativeSocket.ofHandle(fd);
 * }</pre>
 *
 * <p>The number is read when the object is made and says nothing once the socket is closed: the system gives it to the
 * next one. Make it where it is used, on the thread that owns the socket, and keep it no longer than that. No JVM flags
 * are needed. Immutable, thus safe for any thread.
 */
public final class NativeSocket {
    private static final long NONE = -1;

    private final long handle;
    private final @Nullable Closeable origin;

    private NativeSocket(long handle, @Nullable Closeable origin) {
        this.handle = handle;
        this.origin = origin;
    }

    /**
     * A socket by its number.
     *
     * @param handle descriptor or SOCKET, not negative
     * @return the socket
     * @throws IllegalArgumentException if the number is negative (-1 is INVALID_SOCKET)
     */
    public static NativeSocket ofHandle(long handle) {
        if (handle < 0) {
            throw new IllegalArgumentException("a socket number is not negative, this one is " + handle);
        }
        return new NativeSocket(handle, null);
    }

    /**
     * The socket of a JDK channel: {@code SocketChannel}, {@code ServerSocketChannel}, {@code DatagramChannel}.
     *
     * @param channel an open channel of the JDK
     * @return its socket
     * @throws IllegalArgumentException if the channel is closed or has no socket
     */
    public static NativeSocket of(SelectableChannel channel) {
        return new NativeSocket(SocketHandles.of(channel).orElse(NONE), channel);
    }

    /**
     * The socket of a {@code java.net.Socket}, connected or not.
     *
     * @param socket an open socket of the JDK
     * @return its socket
     * @throws IllegalArgumentException if it is closed
     */
    public static NativeSocket of(Socket socket) {
        return new NativeSocket(SocketHandles.of(socket).orElse(NONE), socket);
    }

    /**
     * The socket of a {@code java.net.ServerSocket}.
     *
     * @param socket an open socket of the JDK
     * @return its socket
     * @throws IllegalArgumentException if it is closed
     */
    public static NativeSocket of(ServerSocket socket) {
        return new NativeSocket(SocketHandles.of(socket).orElse(NONE), socket);
    }

    /**
     * The socket of a {@code java.net.DatagramSocket}.
     *
     * @param socket an open socket of the JDK
     * @return its socket
     * @throws IllegalArgumentException if it is closed
     */
    public static NativeSocket of(DatagramSocket socket) {
        return new NativeSocket(SocketHandles.of(socket).orElse(NONE), socket);
    }

    /** {@return the descriptor or SOCKET; -1 only on a system other than Windows and Linux that hides it} */
    public long handle() {
        return handle;
    }

    /** {@return the Java object this was made from; empty for {@link #ofHandle}} */
    public Optional<Closeable> origin() {
        return Optional.ofNullable(origin);
    }

    /** By number; where the system hides the numbers, by the very Java object. */
    @Override
    @SuppressWarnings("ReferenceEquality")
    public boolean equals(@Nullable Object other) {
        return other instanceof NativeSocket that && handle == that.handle && (handle != NONE || origin == that.origin);
    }

    @Override
    public int hashCode() {
        return handle == NONE ? Objects.hashCode(origin) : Long.hashCode(handle);
    }

    /** {@return for instance {@code socket 42}} */
    @Override
    public String toString() {
        return handle == NONE ? "socket of " + origin : "socket " + handle;
    }
}
