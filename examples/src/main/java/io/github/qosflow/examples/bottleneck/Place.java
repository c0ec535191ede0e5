package io.github.qosflow.examples.bottleneck;

/** Where the 10 Mbit/s are. */
enum Place {
    /** Between sender and receiver: looks at the DSCP. */
    ROUTER("full router"),
    /** The sender's own interface, with the kernel's default queue: looks at the priority. */
    HOST("sending host");

    private final String title;

    Place(String title) {
        this.title = title;
    }

    String title() {
        return title;
    }
}
