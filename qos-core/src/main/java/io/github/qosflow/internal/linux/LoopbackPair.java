package io.github.qosflow.internal.linux;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectableChannel;
import java.nio.channels.WritableByteChannel;
import java.util.OptionalInt;

/** Two sockets of our own on the loopback interface; the sender can be marked before it connects. */
interface LoopbackPair extends Closeable {
    /** Who sends, to be marked. */
    SelectableChannel sender();

    void connect(int milliseconds) throws IOException;

    /** Sends one small message, which fits into one packet. */
    default void send(byte[] message) throws IOException {
        ((WritableByteChannel) sender()).write(ByteBuffer.wrap(message));
    }

    /** TOS or traffic class that the receiver saw; empty if it saw nothing in time. */
    OptionalInt received(byte[] message, int milliseconds) throws IOException;
}
