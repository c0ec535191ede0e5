package io.github.qosflow.examples.bottleneck;

/** What voice shares the bottleneck with. */
enum Bulk {
    NONE("nothing"),
    UDP("UDP, 20 Mbit/s"),
    /** Together they fill the queue from the beginning; one alone was still growing in a short run (12 ms of queue). */
    TCP(Bulk.CONNECTIONS + " TCP connections");

    static final int CONNECTIONS = 16;

    private final String title;

    Bulk(String title) {
        this.title = title;
    }

    String title() {
        return title;
    }
}
