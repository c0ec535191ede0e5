package io.github.qosflow.examples.voip.location;

import java.time.Instant;

/**
 * One way to reach a user (RFC 3261 section 10).
 *
 * @param contact the URI that requests for the user are sent to, as registered
 * @param received where the registration came from, as {@code transport:address:port}: requests go there, also through NAT
 * @param node the server that the user registered with, as {@code address:port}: only it has the user's TCP or TLS connection
 * @param q preference from 0 to 1, the highest is tried first
 * @param expires when it ends unless it is renewed
 * @param callId of the REGISTER
 * @param cseq of the REGISTER: an older one with the same Call-ID changes nothing
 */
public record Binding(
        String contact, String received, String node, double q, Instant expires, String callId, long cseq) {}
