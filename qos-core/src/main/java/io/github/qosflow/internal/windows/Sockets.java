package io.github.qosflow.internal.windows;

import com.sun.jna.Native;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.IntByReference;
import io.github.qosflow.NativeSocket;
import io.github.qosflow.QosException;
import io.github.qosflow.QosException.Reason;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/** Asks Winsock what a number stands for, before anything is done to it. */
final class Sockets {
    private final Winsock winsock;

    Sockets(Winsock winsock) {
        this.winsock = winsock;
    }

    SocketState read(NativeSocket socket) throws QosException {
        if (socket.handle() < 0) {
            throw notASocket(socket, "getsockopt", 0);
        }
        return new SocketState(socket, family(socket), local(socket), peer(socket));
    }

    boolean listening(NativeSocket socket) {
        byte[] value = new byte[Integer.BYTES];
        int error = winsock.getsockopt(
                number(socket), Winsock.SOL_SOCKET, Winsock.SO_ACCEPTCONN, value, new IntByReference(value.length));
        return error == 0 && value[0] != 0;
    }

    private int family(NativeSocket socket) throws QosException {
        byte[] info = new byte[Winsock.PROTOCOL_INFO_BYTES];
        IntByReference size = new IntByReference(info.length);
        if (winsock.getsockopt(number(socket), Winsock.SOL_SOCKET, Winsock.SO_PROTOCOL_INFOW, info, size) != 0) {
            throw refusal(socket, "getsockopt(SO_PROTOCOL_INFOW)");
        }
        return ByteBuffer.wrap(info).order(ByteOrder.LITTLE_ENDIAN).getInt(Winsock.PROTOCOL_INFO_FAMILY);
    }

    private @Nullable InetSocketAddress local(NativeSocket socket) throws QosException {
        byte[] name = new byte[SockAddr.MAX_BYTES];
        int result = winsock.getsockname(number(socket), name, new IntByReference(name.length));
        return end(socket, "getsockname", result, Winsock.WSAEINVAL, name);
    }

    private @Nullable InetSocketAddress peer(NativeSocket socket) throws QosException {
        byte[] name = new byte[SockAddr.MAX_BYTES];
        int result = winsock.getpeername(number(socket), name, new IntByReference(name.length));
        return end(socket, "getpeername", result, Winsock.WSAENOTCONN, name);
    }

    private static @Nullable InetSocketAddress end(
            NativeSocket socket, String operation, int result, int absent, byte[] name) throws QosException {
        if (result == 0) {
            return SockAddr.parse(name);
        }
        if (Native.getLastError() == absent) {
            return null;
        }
        throw refusal(socket, operation);
    }

    private static QosException refusal(NativeSocket socket, String operation) {
        int code = Native.getLastError();
        return code == Winsock.WSAENOTSOCK
                ? notASocket(socket, operation, code)
                : Win32Error.exception(operation, code);
    }

    private static QosException notASocket(NativeSocket socket, String operation, int code) {
        return new QosException(
                operation,
                code,
                Reason.NOT_A_SOCKET,
                "The " + socket + " is closed or was never a socket of this process; take it from the open channel.");
    }

    /** What is told when a socket was there, and its number now stands for nothing or for another one. */
    static QosException closedMeanwhile(NativeSocket socket) {
        return notASocket(socket, "getsockname", 0);
    }

    private static Pointer number(NativeSocket socket) {
        return new Pointer(socket.handle());
    }
}
