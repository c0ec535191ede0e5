package io.github.qosflow;

import io.github.qosflow.QosException.Reason;
import java.time.Duration;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;

/**
 * What a subsystem has counted since it was opened; a snapshot.
 *
 * <pre>{@code
 * QosStatistics now = qos.statistics();
 * log.info("{} flows open, an attach takes {}", now.flowsOpen(), now.creationTime().dividedBy(now.flowsCreated()));
 * }</pre>
 *
 * <p>A flow counts as created when the program gets it, and as ended once, however that came about: closed, abandoned,
 * left by its last member, closed with the subsystem. An attempt that failed is in {@code failures} and nowhere else.
 * Numbers that change while they are read may be of slightly different moments. Immutable, thus safe for any thread.
 *
 * @param flowsCreated how many flows were created
 * @param creationTime how long creating them took in total, from the call until the flow was there
 * @param flowsEnded how many of them have ended
 * @param endingTime how long the system took for that in total
 * @param markingsRefused how many flows were created without a part of what they asked for, their exact mark or their rate:
 *     those with {@link QosFlow#refused()}
 * @param failures how many flows could not be created, by the reason; what never occurred is not in it
 * @param reinitialisations how often flows were put back after a restart of QOS2; 0 elsewhere
 * @param samplerLag how late the last look at the paths of adaptive flows began (Linux); zero elsewhere
 * @param longestSamplerLag the longest of these so far; the looks are those of the whole process
 * @see QosSubsystem#statistics()
 */
public record QosStatistics(
        long flowsCreated,
        Duration creationTime,
        long flowsEnded,
        Duration endingTime,
        long markingsRefused,
        Map<Reason, Long> failures,
        long reinitialisations,
        Duration samplerLag,
        Duration longestSamplerLag) {
    /** Nothing has happened, or nobody counts. */
    public static final QosStatistics NONE =
            new QosStatistics(0, Duration.ZERO, 0, Duration.ZERO, 0, Map.of(), 0, Duration.ZERO, Duration.ZERO);

    /**
     * The numbers as they are; the map is copied.
     *
     * @param flowsCreated flows created
     * @param creationTime in total
     * @param flowsEnded flows ended
     * @param endingTime in total
     * @param markingsRefused flows refused a part
     * @param failures flows not created, by reason
     * @param reinitialisations restarts that flows were put back after
     * @param samplerLag the last one
     * @param longestSamplerLag the longest one
     * @throws NullPointerException if a part is missing
     */
    public QosStatistics {
        Map<Reason, Long> copy = new EnumMap<>(Reason.class);
        copy.putAll(failures);
        failures = Collections.unmodifiableMap(copy);
    }

    /** {@return how many flows are open now} */
    public long flowsOpen() {
        return flowsCreated - flowsEnded;
    }
}
