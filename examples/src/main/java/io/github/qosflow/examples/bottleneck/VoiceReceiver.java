package io.github.qosflow.examples.bottleneck;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.SocketTimeoutException;

/** Measures one way delays at the receiving end; a plain socket, nothing of the library. */
record VoiceReceiver(Scenario scenario, int packets) {
    void run() throws IOException {
        try (DatagramSocket socket = new DatagramSocket(VoicePacket.PORT)) {
            Bottleneck.ready();
            System.out.println(new Run(scenario, receive(socket).figures()));
        }
    }

    private Arrivals receive(DatagramSocket socket) throws IOException {
        Arrivals arrivals = new Arrivals(packets);
        DatagramPacket datagram = new DatagramPacket(new byte[VoicePacket.BYTES], VoicePacket.BYTES);
        try {
            while (arrivals.patienceMillis() > 0) {
                socket.setSoTimeout(arrivals.patienceMillis());
                socket.receive(datagram);
                arrivals.add(VoicePacket.of(datagram.getData()), System.nanoTime());
            }
        } catch (SocketTimeoutException e) {
            // the rest is lost
        }
        return arrivals;
    }
}
