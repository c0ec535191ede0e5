package io.github.qosflow.containers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.ServerSocket;
import java.net.Socket;

/** The receiver's program: sends back what it gets, over TCP and UDP, IPv4 and IPv6. Marks nothing. */
final class Echo {
    static final int PORT = 5000;
    static final String READY = "echo is ready";

    private static final int BUFFER_BYTES = 2048;

    private Echo() {}

    public static void main(String[] args) throws IOException {
        try (DatagramSocket datagrams = new DatagramSocket(PORT);
                ServerSocket listener = new ServerSocket(PORT)) {
            new Thread(() -> run(() -> echo(datagrams))).start();
            System.out.println(READY);
            while (true) {
                Socket accepted = listener.accept();
                new Thread(() -> run(() -> echo(accepted))).start();
            }
        }
    }

    private static void echo(DatagramSocket socket) throws IOException {
        DatagramPacket packet = new DatagramPacket(new byte[BUFFER_BYTES], BUFFER_BYTES);
        while (true) {
            socket.receive(packet);
            socket.send(packet);
            packet.setLength(BUFFER_BYTES);
        }
    }

    private static void echo(Socket accepted) throws IOException {
        try (accepted) {
            accepted.getInputStream().transferTo(accepted.getOutputStream());
        }
    }

    private static void run(Action action) {
        try {
            action.run();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private interface Action {
        void run() throws IOException;
    }
}
