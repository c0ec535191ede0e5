package io.github.qosflow.examples.demo;

import com.sun.jna.Platform;
import io.github.qosflow.Dscp;
import java.io.IOException;
import java.util.Optional;
import java.util.OptionalInt;

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
        if (!Platform.isLinux() || !Platform.is64Bit()) {
            return new Nobody();
        }
        if (!traffic.tcp()) {
            return new ReceivedDatagram(family);
        }
        return family == Family.IPV6 ? new ReceivedSegment() : new SentFrame();
    }

    /** {@return the mark in a TOS byte or traffic class, whose lowest two bits are ECN's} */
    static Optional<Dscp> dscp(OptionalInt tos) {
        return tos.isPresent() ? Optional.of(new Dscp(tos.getAsInt() >> 2)) : Optional.empty();
    }
}
