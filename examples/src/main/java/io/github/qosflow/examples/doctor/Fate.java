package io.github.qosflow.examples.doctor;

import io.github.qosflow.Dscp;
import java.util.Optional;

/**
 * What became of one mark on its way in one direction.
 *
 * @param kind what happened
 * @param seen what arrived, if something did and somebody looked
 */
record Fate(Kind kind, Optional<Dscp> seen) {
    static final Fate LOST = new Fate(Kind.LOST, Optional.empty());
    static final Fate UNSEEN = new Fate(Kind.UNSEEN, Optional.empty());

    /** What can happen to a mark. */
    enum Kind {
        /** It arrived as it was sent. */
        SURVIVED,
        /** Another one arrived. */
        CHANGED,
        /** The packets did not arrive, again and again, while others did. */
        LOST,
        /** Nobody could look. */
        UNSEEN
    }

    static Fate of(Dscp sent, Dscp seen) {
        return new Fate(sent.equals(seen) ? Kind.SURVIVED : Kind.CHANGED, Optional.of(seen));
    }

    String text(Dscp sent) {
        return switch (kind) {
            case SURVIVED -> sent + " survived";
            case CHANGED -> sent + " became " + seen.map(Dscp::toString).orElse("?");
            case LOST -> sent + " was lost";
            case UNSEEN -> sent + " was not seen";
        };
    }
}
