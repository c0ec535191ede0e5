package io.github.qosflow.examples.demo;

import io.github.qosflow.Dscp;
import io.github.qosflow.examples.observe.ObservedSocket;
import java.io.IOException;
import java.util.Optional;

/** A way to see the mark of packets without privileges. */
interface Witness {
    /** {@return where it looks, for the table; empty if it cannot look at all} */
    Optional<String> place();

    /**
     * Lets {@code sender} send the message; returns once the receiver's application has it.
     *
     * @return the mark the message was seen with, never one that was only assumed
     */
    Optional<Dscp> send(Endpoint sender, Endpoint receiver, byte[] message) throws IOException, InterruptedException;

    /** {@return the strongest one there is here} */
    static Witness of(Traffic traffic, Family family) {
        if (!ObservedSocket.possible()) {
            return new Nobody();
        }
        if (!traffic.tcp()) {
            return new ReceivedDatagram(family);
        }
        return family == Family.IPV6 ? new ReceivedSegment() : new SentFrame();
    }
}
