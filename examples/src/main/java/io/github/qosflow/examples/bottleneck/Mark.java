package io.github.qosflow.examples.bottleneck;

/** How voice is marked. */
enum Mark {
    NONE("unmarked"),
    TOS("EF, IP_TOS only"),
    EF("EF, qosflow"),
    VOICE("VOICE (56), qosflow");

    private final String title;

    Mark(String title) {
        this.title = title;
    }

    String title() {
        return title;
    }

    /** {@return whether a QosHandler does it} */
    boolean byLibrary() {
        return this == EF || this == VOICE;
    }
}
