package io.github.qosflow.internal.linux;

import io.github.qosflow.QosException;
import io.github.qosflow.QosException.Reason;
import io.github.qosflow.TrafficType;

/** Which SO_PRIORITY a traffic type gets. */
enum PriorityNumbers {
    /**
     * By the bands of the default discipline pfifo_fast (0 → 1, 2 → 2, 4 → 1, 6 → 0): not 5 for video, which 802.1p would
     * suggest, for pfifo_fast puts it into its worst band; not 7, which needs a privilege.
     */
    QUEUES("queues", 2, 4, 6, 6),
    /** By IEEE 802.1Q, for hosts whose VLAN interfaces map the priority one to one into the tag. */
    IEEE_802_1P("802.1p", 1, 5, 6, 7);

    /** Set by who runs the program, for it depends on the host and not on the program. */
    static final String PROPERTY = "io.github.qosflow.linux.priorities";

    private final String text;
    private final int background;
    private final int video;
    private final int voice;
    private final int control;

    PriorityNumbers(String text, int background, int video, int voice, int control) {
        this.text = text;
        this.background = background;
        this.video = video;
        this.voice = voice;
        this.control = control;
    }

    static PriorityNumbers chosen() throws QosException {
        String wanted = System.getProperty(PROPERTY, QUEUES.text);
        for (PriorityNumbers numbers : values()) {
            if (numbers.text.equals(wanted)) {
                return numbers;
            }
        }
        throw new QosException(
                "open",
                0,
                Reason.INVALID_PARAMETER,
                "The system property " + PROPERTY + " is '" + wanted + "'; give queues or 802.1p.");
    }

    int of(TrafficType type) {
        return switch (type) {
            case BEST_EFFORT -> 0;
            case BACKGROUND -> background;
            case EXCELLENT_EFFORT, AUDIO_VIDEO -> video;
            case VOICE -> voice;
            case CONTROL -> control;
        };
    }
}
