package io.github.qosflow.examples.bottleneck;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Takes what the bulk sender sends, and ends by itself should nobody end it. */
record BulkReceiver(Duration time) {
    static final int PORT = 5005;

    /** Datagrams are never read: an open port is enough for the kernel to drop them without an answer. */
    void run() throws IOException {
        try (DatagramSocket datagrams = new DatagramSocket(PORT);
                ServerSocket listener = new ServerSocket(PORT)) {
            datagrams.setReceiveBufferSize(1);
            listener.setSoTimeout(Math.toIntExact(time.toMillis()));
            Bottleneck.ready();
            drain(listener);
        } catch (SocketTimeoutException e) {
            // a run without TCP, and it is over
        }
    }

    private static void drain(ServerSocket listener) throws IOException {
        List<Thread> readers = new ArrayList<>();
        while (readers.size() < Bulk.CONNECTIONS) {
            Socket connection = listener.accept();
            Thread reader = new Thread(() -> read(connection));
            reader.start();
            readers.add(reader);
        }
    }

    private static void read(Socket connection) {
        byte[] block = new byte[64 * 1024];
        try (connection) {
            while (connection.getInputStream().read(block) >= 0) {
                // only to be read
            }
        } catch (IOException e) {
            // the sender was ended, which ends this connection too
        }
    }
}
