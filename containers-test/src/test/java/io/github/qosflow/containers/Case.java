package io.github.qosflow.containers;

import io.github.qosflow.testkit.Capture.Packet;
import io.github.qosflow.testkit.Capture.Protocol;
import java.util.ArrayList;
import java.util.List;

/**
 * One channel of the sender.
 *
 * @param transport of Netty
 * @param protocol TCP or UDP
 * @param family which packets leave which socket
 * @param wish what it asks for
 * @param port of the sender, its own: by it the receiver's capture is sorted
 */
record Case(Transport transport, Protocol protocol, Family family, Wish wish, int port) {
    private static final int FIRST_PORT = 20_000;

    /** The same in the test and in the sender, which run in different machines. */
    static List<Case> all() {
        List<Case> all = new ArrayList<>();
        for (Transport transport : Transport.values()) {
            for (Protocol protocol : Protocol.values()) {
                for (Family family : Family.values()) {
                    for (Wish wish : Wish.values()) {
                        all.add(new Case(transport, protocol, family, wish, FIRST_PORT + all.size()));
                    }
                }
            }
        }
        return all;
    }

    boolean sent(Packet packet) {
        return packet.protocol() == protocol && packet.sourcePort() == port;
    }

    @Override
    public String toString() {
        return transport + " " + protocol + " " + family + " " + wish;
    }
}
