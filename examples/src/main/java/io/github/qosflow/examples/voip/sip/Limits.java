package io.github.qosflow.examples.voip.sip;

import java.time.Duration;

/**
 * What a peer may do.
 *
 * @param message the longest message over a connection, in bytes
 * @param patience how long one may take to arrive once it has begun
 * @param connections how many there may be at once
 */
public record Limits(int message, Duration patience, int connections) {
    /** 64 kB, 30 seconds, 10 000 connections. */
    public static final Limits STANDARD = new Limits(64 << 10, Duration.ofSeconds(30), 10_000);
}
