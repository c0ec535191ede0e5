package io.github.qosflow.netty;

/** Where a {@link FlowAttachment} is. */
enum AttachmentState {
    /** Nothing was tried. */
    NEW,
    /** For the subsystem to open, or for a datagram channel's peer. */
    WAITING,
    /** For the system to make the flow. */
    ATTACHING,
    /** There is a flow. */
    ATTACHED,
    /** Until QoS is switched on. */
    OFF,
    /** It has ended, or cannot be had, or does not apply. */
    DETACHED
}
