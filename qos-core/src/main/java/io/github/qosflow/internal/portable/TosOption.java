package io.github.qosflow.internal.portable;

import io.github.qosflow.NativeSocket;
import io.github.qosflow.QosException;
import io.github.qosflow.QosException.Reason;
import java.io.Closeable;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.DatagramSocket;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.nio.channels.NetworkChannel;

/** {@code IP_TOS} of whatever Java object a socket came from. */
record TosOption(Closeable origin) {
    static TosOption of(NativeSocket socket) throws QosException {
        return new TosOption(socket.origin()
                .orElseThrow(() -> refusal(
                        Reason.NOT_SUPPORTED,
                        "This system is marked through the JDK: use NativeSocket.of(channel), not ofHandle(…).",
                        null)));
    }

    int get() throws QosException {
        try {
            return read();
        } catch (IOException | UnsupportedOperationException e) {
            throw refusal(e);
        }
    }

    void set(int tos) throws QosException {
        try {
            write(tos);
        } catch (IOException | UnsupportedOperationException e) {
            throw refusal(e);
        }
    }

    /** As {@link #set}; a socket closed meanwhile has nothing to restore. */
    void restore(int tos) {
        try {
            write(tos);
        } catch (IOException | UnsupportedOperationException e) {
            System.getLogger(TosOption.class.getName()).log(Level.DEBUG, "the former mark could not be put back", e);
        }
    }

    private int read() throws IOException {
        if (origin instanceof NetworkChannel channel) {
            return channel.getOption(StandardSocketOptions.IP_TOS);
        }
        if (origin instanceof Socket socket) {
            return socket.getOption(StandardSocketOptions.IP_TOS);
        }
        if (origin instanceof DatagramSocket socket) {
            return socket.getOption(StandardSocketOptions.IP_TOS);
        }
        return ((ServerSocket) origin).getOption(StandardSocketOptions.IP_TOS);
    }

    private void write(int tos) throws IOException {
        if (origin instanceof NetworkChannel channel) {
            channel.setOption(StandardSocketOptions.IP_TOS, tos);
        } else if (origin instanceof Socket socket) {
            socket.setOption(StandardSocketOptions.IP_TOS, tos);
        } else if (origin instanceof DatagramSocket socket) {
            socket.setOption(StandardSocketOptions.IP_TOS, tos);
        } else {
            ((ServerSocket) origin).setOption(StandardSocketOptions.IP_TOS, tos);
        }
    }

    private static QosException refusal(Exception cause) {
        return cause instanceof IOException
                ? refusal(Reason.NOT_A_SOCKET, "The socket is closed or the system refused IP_TOS.", cause)
                : refusal(Reason.NOT_SUPPORTED, "This kind of socket has no IP_TOS in the JDK.", cause);
    }

    private static QosException refusal(
            Reason reason, String hint, @org.jspecify.annotations.Nullable Throwable cause) {
        return new QosException("setOption(IP_TOS)", 0, reason, hint, cause);
    }
}
