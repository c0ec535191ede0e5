package io.github.qosflow.examples.doctor;

import io.github.qosflow.Dscp;
import io.github.qosflow.examples.doctor.Probe.Kind;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.Optional;

/** Decides what a listener answers; sends nothing. */
final class Answers {
    static final int COST_OF_HELLO = 16;

    private final Sessions sessions = new Sessions();
    private final Allowance allowance = new Allowance();

    /** {@return the answer, to be marked as {@link Probe#mark} says; empty to what is malformed, no question or too much} */
    Optional<Probe> to(ByteBuffer datagram, Optional<Dscp> mark, InetAddress peer, long nowNs) {
        return Probe.decode(datagram)
                .filter(probe -> probe.kind().isQuestion())
                .flatMap(probe -> answer(probe, mark, peer, nowNs));
    }

    private Optional<Probe> answer(Probe probe, Optional<Dscp> mark, InetAddress peer, long nowNs) {
        boolean allowed = allowance.allows(peer, cost(probe), nowNs);
        int seen = mark.filter(known -> allowed).map(Dscp::value).orElse(Probe.UNCLEAR);
        if (probe.kind() == Kind.MARK) {
            sessions.note(peer, probe.session(), probe.mark(), seen);
        }
        return allowed ? answer(probe, seen, peer) : Optional.empty();
    }

    /** A session that was never opened, or has left since, is not answered: what came before is not known any more. */
    private Optional<Probe> answer(Probe probe, int seen, InetAddress peer) {
        if (probe.kind() == Kind.HELLO) {
            sessions.open(peer, probe.session());
            return Optional.of(probe.welcome());
        }
        return sessions.summary(peer, probe.session())
                .map(all -> probe.kind() == Kind.SUMMARY ? probe.answer(all) : probe.answer(seen));
    }

    /** A new session pushes an old one out, which nobody may do as often as ask. */
    private static int cost(Probe probe) {
        return probe.kind() == Kind.HELLO ? COST_OF_HELLO : 1;
    }

    int sessions() {
        return sessions.size();
    }
}
