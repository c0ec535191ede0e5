package io.github.qosflow;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What became of one mark on its way over the loopback interface: asked for, then looked for in the socket, in the frame
 * that the kernel handed to the driver, and at the receiver. Where nothing could be seen it is empty, never assumed.
 *
 * <pre>{@code
 * for (WireProof proof : Qos.diagnose().proofs()) {
 *     System.out.println(proof);
 * }
 * }</pre>
 *
 * <p>Immutable, thus safe for any thread.
 *
 * @param transport what carried the mark
 * @param family which kind of socket and of packet
 * @param spec what was asked for
 * @param requested the mark that it means
 * @param inSocket what the socket said after marking
 * @param onWire what the frame carried
 * @param received what the receiver saw; of TCP over IPv4 that is the mark of the handshake
 * @param trouble why something could not be seen
 * @see <a href="https://docs.kernel.org/networking/timestamping.html">SO_TIMESTAMPING, which returns the frame</a>
 */
public record WireProof(
        Transport transport,
        Family family,
        FlowSpec spec,
        Dscp requested,
        Optional<Dscp> inSocket,
        Optional<Dscp> onWire,
        Optional<Dscp> received,
        Optional<String> trouble) {

    /** What carries the mark. */
    public enum Transport {
        /** A connection. */
        TCP,
        /** A datagram. */
        UDP
    }

    /** Which kind of socket and of packet. */
    public enum Family {
        /** A socket of IPv4. */
        IPV4("IPv4"),
        /** A socket of IPv6 that speaks IPv6. */
        IPV6("IPv6"),
        /** A dual-stack socket that speaks IPv4, as the JDK's do. */
        IPV4_MAPPED("IPv4-mapped");

        private final String text;

        Family(String text) {
            this.text = text;
        }

        @Override
        public String toString() {
            return text;
        }
    }

    /** What can be said of it. */
    public enum Verdict {
        /** Seen everywhere, as requested. */
        MARKED,
        /** Seen somewhere with another value. */
        CHANGED,
        /** Not seen somewhere, and nowhere with another value. */
        UNSEEN
    }

    /** {@return what can be said of it} */
    public Verdict verdict() {
        if (change().isPresent()) {
            return Verdict.CHANGED;
        }
        return sightings().stream().allMatch(sighting -> sighting.seen.isPresent()) ? Verdict.MARKED : Verdict.UNSEEN;
    }

    /** {@return where the mark became another one, from what to what, for instance {@code EF (46) in the socket, CS0 (0) on the wire}} */
    public Optional<String> change() {
        Sighting before = new Sighting("requested", Optional.of(requested));
        for (Sighting sighting : sightings()) {
            if (sighting.seen.isPresent() && !sighting.seen.equals(before.seen)) {
                return Optional.of(before + ", " + sighting);
            }
            before = sighting.seen.isPresent() ? sighting : before;
        }
        return Optional.empty();
    }

    private List<Sighting> sightings() {
        List<Sighting> all = new ArrayList<>();
        all.add(new Sighting("in the socket", inSocket));
        all.add(new Sighting("on the wire", onWire));
        all.add(new Sighting("at the receiver", received));
        return all;
    }

    /** {@return for instance {@code TCP IPv4 VOICE: CS7 (56) marked}} */
    @Override
    public String toString() {
        String what = transport + " " + family + " " + spec + ": ";
        return what
                + change().or(() -> trouble)
                        .orElseGet(() -> requested + " " + verdict().name().toLowerCase(Locale.ROOT));
    }

    private record Sighting(String place, Optional<Dscp> seen) {
        @Override
        public String toString() {
            return seen.map(Dscp::toString).orElse("unseen") + " " + place;
        }
    }
}
