package io.github.qosflow.integrations;

import io.github.qosflow.netty.QosHandler;
import org.jspecify.annotations.Nullable;

/** A server and a client of one framework, not connected yet. */
interface Pair extends AutoCloseable {
    /** {@return the server's port} */
    int port();

    /** {@return what the server answers, which is the question} */
    String ask(String question);

    /** Ends both, and their connection. */
    @Override
    void close();

    /** Starts a pair. */
    @FunctionalInterface
    interface Starter {
        /** On the loopback address, each side with the hook and this handler, or without. */
        Pair start(Family family, @Nullable QosHandler server, @Nullable QosHandler client) throws Exception;
    }
}
