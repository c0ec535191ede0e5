package io.github.qosflow.examples.voip.web;

import java.util.List;

/**
 * What the page shows: plain values, made anew each time. Times are in ISO 8601.
 *
 * @param node this server's name
 * @param at when
 * @param qos whether connections are put into flows, else {@code --no-qos}
 * @param calls the calls there are, the oldest first
 * @param registrations who can be reached
 * @param connections signaling: listening UDP sockets and connections
 * @param events the last ones, the newest first
 * @param totals counted since the start
 */
public record ServerView(
        String node,
        String at,
        boolean qos,
        List<CallView> calls,
        List<RegistrationView> registrations,
        List<FlowView> connections,
        List<EventView> events,
        Totals totals) {
    /** {@return the same with so many calls at most, the oldest} */
    ServerView withCalls(int most) {
        List<CallView> oldest = calls.stream().limit(most).toList();
        return new ServerView(node, at, qos, oldest, registrations, connections, events, totals);
    }

    /**
     * A call.
     *
     * @param id its Call-ID
     * @param caller who called
     * @param callee whom
     * @param state {@code ringing} or {@code talking}
     * @param since when the state began
     * @param flows its media as the relay sends them; empty with direct media
     */
    public record CallView(String id, String caller, String callee, String state, String since, List<FlowView> flows) {}

    /**
     * A user with one contact.
     *
     * @param user the address of record
     * @param contact its URI
     * @param node the server it registered with
     * @param expires when it ends
     */
    public record RegistrationView(String user, String contact, String node, String expires) {}

    /**
     * Something that happened to a flow: congested, marking changed, failed.
     *
     * @param at when
     * @param where whose flow
     * @param what in words
     */
    public record EventView(String at, String where, String what) {}

    /**
     * Counted since the start.
     *
     * @param active calls there are now
     * @param calls begun
     * @param failed of them without a conversation because of an error (5xx, 6xx, time-out), not busy, declined or given up
     * @param requests received
     * @param transactions alive now
     * @param mediaPorts open now
     */
    public record Totals(int active, long calls, long failed, long requests, int transactions, int mediaPorts) {}
}
