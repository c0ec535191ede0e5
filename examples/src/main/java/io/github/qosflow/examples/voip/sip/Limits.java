package io.github.qosflow.examples.voip.sip;

import io.netty.channel.WriteBufferWaterMark;
import java.time.Duration;

/**
 * What strangers can make the transports hold, and for how long.
 *
 * @param messageBytes the largest message on a connection
 * @param messageTime how long a message may take to arrive, and how long an accepted connection may take to send its first one
 * @param handshake how long TLS may take to begin
 * @param connect how long a connection may take to be there
 * @param connections at most, whoever opened them
 * @param unsentBytes for one peer that does not read, or to which there is no connection yet
 */
public record Limits(
        int messageBytes,
        Duration messageTime,
        Duration handshake,
        Duration connect,
        int connections,
        int unsentBytes) {
    /** {@return what suits a server} */
    public static Limits standard() {
        return new Limits(
                1 << 16, Duration.ofSeconds(30), Duration.ofSeconds(10), Duration.ofSeconds(4), 10_000, 1 << 20);
    }

    WriteBufferWaterMark waterMark() {
        return new WriteBufferWaterMark(unsentBytes / 2, unsentBytes);
    }
}
