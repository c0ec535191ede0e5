package io.github.qosflow;

import java.util.Objects;
import java.util.Optional;

/**
 * The mark a flow asked for, the one its packets carry as far as the system tells, and why the two differ.
 *
 * <pre>{@code
 * Marking marking = flow.marking();
 * marking.difference().ifPresent(why -> log.info("sending as {}: {}", marking.effective(), why.hint()));
 * }</pre>
 *
 * <p>{@code effective} is read from the system where it can be (Windows: QOSQueryPacketPriority; Linux: the socket's
 * options). Only a capture proves what reaches the peer: routers may rewrite it. {@code difference} may also be present
 * when both are equal: then a part other than the DSCP could not be had, such as the rate. Immutable, thus safe for any
 * thread.
 *
 * @param requested the DSCP the flow's specification asks for
 * @param effective the DSCP in force
 * @param difference what could not be had and why; empty when all was
 */
public record Marking(Dscp requested, Dscp effective, Optional<QosException> difference) {
    /**
     * The three parts.
     *
     * @param requested the DSCP asked for
     * @param effective the DSCP in force
     * @param difference what could not be had
     * @throws NullPointerException if a part is missing
     */
    public Marking {
        Objects.requireNonNull(requested, "requested");
        Objects.requireNonNull(effective, "effective");
        Objects.requireNonNull(difference, "difference");
    }

    /** {@return for instance {@code EF (46)}, or {@code EF (46) requested, CS7 (56) effective: ACCESS_DENIED}} */
    @Override
    public String toString() {
        String marks = requested.equals(effective)
                ? requested.toString()
                : requested + " requested, " + effective + " effective";
        return marks + difference.map(why -> ": " + why.reason()).orElse("");
    }
}
