package io.github.qosflow.examples.voip.media;

/** One end of a call. */
public enum Side {
    /** Who sent the INVITE. */
    CALLER,
    /** Who got it. */
    CALLEE;

    /** {@return the one at the other end} */
    public Side other() {
        return this == CALLER ? CALLEE : CALLER;
    }
}
