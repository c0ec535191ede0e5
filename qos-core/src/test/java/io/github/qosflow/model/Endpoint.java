package io.github.qosflow.model;

/** The sockets of the test. */
public enum Endpoint {
    CONNECTED_1,
    CONNECTED_2,
    CONNECTED_3,
    UNCONNECTED_1,
    UNCONNECTED_2,
    CLOSED;

    boolean connected() {
        return this == CONNECTED_1 || this == CONNECTED_2 || this == CONNECTED_3;
    }
}
