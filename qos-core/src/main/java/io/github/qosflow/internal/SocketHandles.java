package io.github.qosflow.internal;

import com.sun.jna.Pointer;
import java.io.FileDescriptor;
import java.net.DatagramSocket;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketImpl;
import java.nio.channels.SelectableChannel;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * The number of a JDK socket, which the JDK knows and does not tell: {@code sun.nio.ch.SelChImpl.getFDVal()} of
 * channels, {@code SocketImpl.getFileDescriptor()} of {@code java.net} sockets. Both hold the descriptor on Linux and the
 * SOCKET on Windows.
 */
public final class SocketHandles {
    private SocketHandles() {}

    /**
     * The number of a channel.
     *
     * @param channel an open channel of the JDK
     * @return its number, or empty where this JVM hides it
     * @throws IllegalArgumentException if the channel is closed or has no socket
     */
    public static OptionalLong of(SelectableChannel channel) {
        if (!channel.isOpen()) {
            throw new IllegalArgumentException("the channel is closed: " + channel);
        }
        Members members = Holder.MEMBERS;
        if (members == null) {
            return OptionalLong.empty();
        }
        if (!members.selChImpl.isInstance(channel)) {
            throw new IllegalArgumentException("not a channel of the JDK with a socket: " + channel);
        }
        return open(members.jni.callInt(channel, members.getFdVal), channel);
    }

    /**
     * The number of a socket.
     *
     * @param socket an open socket
     * @return its number, or empty where this JVM hides it
     * @throws IllegalArgumentException if the socket is closed
     */
    public static OptionalLong of(Socket socket) {
        if (socket.getChannel() != null) {
            return of(socket.getChannel());
        }
        return ofImpl(socket, Socket.class, socket.isClosed());
    }

    /**
     * The number of a listening socket.
     *
     * @param socket an open socket
     * @return its number, or empty where this JVM hides it
     * @throws IllegalArgumentException if the socket is closed
     */
    public static OptionalLong of(ServerSocket socket) {
        if (socket.getChannel() != null) {
            return of(socket.getChannel());
        }
        return ofImpl(socket, ServerSocket.class, socket.isClosed());
    }

    /**
     * The number of a datagram socket.
     *
     * @param socket an open socket
     * @return its number, or empty where this JVM hides it
     * @throws IllegalArgumentException if the socket is closed
     */
    public static OptionalLong of(DatagramSocket socket) {
        if (socket.getChannel() != null) {
            return of(socket.getChannel());
        }
        requireOpen(!socket.isClosed(), socket);
        Members members = Holder.MEMBERS;
        if (members == null) {
            return OptionalLong.empty();
        }
        // java.net.DatagramSocket hands everything to the adaptor of a channel
        Pointer delegate = members.jni.method(DatagramSocket.class, "delegate", "()Ljava/net/DatagramSocket;");
        DatagramSocket adaptor = (DatagramSocket) members.jni.callObject(socket, delegate);
        return of((SelectableChannel) adaptor.getChannel());
    }

    private static OptionalLong ofImpl(Object socket, Class<?> owner, boolean closed) {
        requireOpen(!closed, socket);
        Members members = Holder.MEMBERS;
        if (members == null) {
            return OptionalLong.empty();
        }
        Object impl = members.jni.callObject(socket, implMethod(members.jni, owner));
        Object descriptor = members.jni.callObject(impl, members.getFileDescriptor);
        if (descriptor == null) {
            throw new IllegalArgumentException("the socket has no descriptor yet or any more: " + socket);
        }
        return open(members.jni.getInt(descriptor, members.fd), socket);
    }

    /** getImpl in JDK 17, impl in newer ones. Both create the socket if need be. */
    private static Pointer implMethod(JniEnvironment jni, Class<?> owner) {
        try {
            return jni.method(owner, "getImpl", "()Ljava/net/SocketImpl;");
        } catch (NoSuchMethodError e) {
            return jni.method(owner, "impl", "()Ljava/net/SocketImpl;");
        }
    }

    private static OptionalLong open(int handle, Object origin) {
        requireOpen(handle >= 0, origin);
        return OptionalLong.of(handle);
    }

    private static void requireOpen(boolean open, Object origin) {
        if (!open) {
            throw new IllegalArgumentException("the socket is closed: " + origin);
        }
    }

    private record Members(
            JniEnvironment jni, Class<?> selChImpl, Pointer getFdVal, Pointer getFileDescriptor, Pointer fd) {
        static @Nullable Members find() {
            try {
                JniEnvironment jni = new JniEnvironment();
                Class<?> selChImpl = Class.forName("sun.nio.ch.SelChImpl");
                return new Members(
                        jni,
                        selChImpl,
                        jni.method(selChImpl, "getFDVal", "()I"),
                        jni.method(SocketImpl.class, "getFileDescriptor", "()Ljava/io/FileDescriptor;"),
                        jni.field(FileDescriptor.class, "fd", "I"));
            } catch (ClassNotFoundException | LinkageError e) {
                System.getLogger(SocketHandles.class.getName())
                        .log(System.Logger.Level.DEBUG, "this JVM hides the numbers of its sockets", e);
                return null;
            }
        }
    }

    /** Looked up at the first socket, so that a program without any pays nothing. */
    private static final class Holder {
        static final @Nullable Members MEMBERS = Members.find();
    }
}
