package io.github.qosflow;

import java.util.Objects;

/**
 * Which DSCP a {@link TrafficType} means, where the library writes the mark itself (Linux and others).
 *
 * <table>
 *   <caption>DSCP by profile and traffic type</caption>
 *   <tr><th>type</th><th>WINDOWS</th><th>RFC4594</th></tr>
 *   <tr><td>BEST_EFFORT</td><td>0</td><td>0</td></tr>
 *   <tr><td>BACKGROUND</td><td>8 (CS1)</td><td>8 (CS1)</td></tr>
 *   <tr><td>EXCELLENT_EFFORT</td><td>40 (CS5)</td><td>18 (AF21)</td></tr>
 *   <tr><td>AUDIO_VIDEO</td><td>40 (CS5)</td><td>34 (AF41)</td></tr>
 *   <tr><td>VOICE</td><td>56 (CS7)</td><td>46 (EF)</td></tr>
 *   <tr><td>CONTROL</td><td>56 (CS7)</td><td>40 (CS5)</td></tr>
 * </table>
 *
 * <p>On Windows QOS2 itself turns the type into the mark, always by the WINDOWS column; the RFC4594 profile asks for its
 * values as exact DSCP there, which needs the right to do so and falls back to the type's mark.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc4594">RFC 4594</a>
 * @see <a href="https://learn.microsoft.com/en-us/windows/win32/api/qos2/ne-qos2-qos_traffic_type">QOS_TRAFFIC_TYPE</a>
 */
public enum MarkingProfile {
    /** The table documented for QOS2, so that a program marks alike on Windows and on Linux. */
    WINDOWS {
        @Override
        public Dscp dscp(TrafficType type) {
            return switch (type) {
                case BEST_EFFORT -> Dscp.CS0;
                case BACKGROUND -> Dscp.CS1;
                case EXCELLENT_EFFORT, AUDIO_VIDEO -> Dscp.CS5;
                case VOICE, CONTROL -> Dscp.CS7;
            };
        }
    },
    /** The service classes of RFC 4594, which routers are usually configured for. */
    RFC4594 {
        @Override
        public Dscp dscp(TrafficType type) {
            return switch (type) {
                case BEST_EFFORT -> Dscp.CS0;
                case BACKGROUND -> Dscp.CS1;
                case EXCELLENT_EFFORT -> Dscp.AF21;
                case AUDIO_VIDEO -> Dscp.AF41;
                case VOICE -> Dscp.EF;
                case CONTROL -> Dscp.CS5;
            };
        }
    };

    /**
     * The mark this profile gives to a type.
     *
     * @param type the traffic type
     * @return its DSCP
     */
    public abstract Dscp dscp(TrafficType type);

    /**
     * The mark a specification asks for under this profile: its exact DSCP, else its type's.
     *
     * @param spec the flow's specification
     * @return the requested DSCP
     */
    public Dscp dscp(FlowSpec spec) {
        Objects.requireNonNull(spec, "spec");
        return spec.dscp().orElseGet(() -> dscp(spec.trafficType()));
    }
}
