package io.github.qosflow.examples.doctor;

import io.github.qosflow.Dscp;
import io.github.qosflow.examples.doctor.Probe.Kind;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.Optional;

/** Decides what a listener answers; sends nothing. */
final class Answers {
    private final Sessions sessions = new Sessions();
    private final Allowance allowance = new Allowance();

    /** {@return the answer, to be marked as {@link Probe#mark} says; empty to what is malformed, no question or too much} */
    Optional<Probe> to(ByteBuffer datagram, Optional<Dscp> mark, InetAddress peer, long nowNs) {
        return Probe.decode(datagram)
                .filter(probe -> probe.kind().isQuestion())
                .filter(probe -> allowance.allows(peer, nowNs))
                .map(probe -> answer(probe, mark, peer));
    }

    private Probe answer(Probe probe, Optional<Dscp> mark, InetAddress peer) {
        if (probe.kind() == Kind.SUMMARY) {
            return probe.answer(sessions.summary(peer, probe.session()));
        }
        int seen = mark.map(Dscp::value).orElse(Probe.NOTHING);
        sessions.note(peer, probe.session(), probe.mark(), seen);
        return probe.answer(seen);
    }

    int sessions() {
        return sessions.size();
    }
}
