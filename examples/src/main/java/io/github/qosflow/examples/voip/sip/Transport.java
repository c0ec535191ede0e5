package io.github.qosflow.examples.voip.sip;

/** What carries a message, named as in Via. */
public enum Transport {
    /** Datagrams: who sends repeats. */
    UDP,
    /** A connection. */
    TCP,
    /** A connection, encrypted. */
    TLS;

    /** {@return whether the transport itself repeats what got lost} */
    public boolean reliable() {
        return this != UDP;
    }

    /** {@return the port where a URI or a Via names none} */
    public int defaultPort() {
        return this == TLS ? 5061 : 5060;
    }
}
