package io.github.qosflow.examples.bottleneck;

/** What voice shares the bottleneck with. */
enum Bulk {
    NONE("nothing"),
    UDP("UDP, 20 Mbit/s"),
    /** One alone does not fill a queue on one machine: the kernel lets a connection have few packets in queues it knows. */
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
