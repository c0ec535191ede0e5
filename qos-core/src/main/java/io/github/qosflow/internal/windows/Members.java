package io.github.qosflow.internal.windows;

import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Who is in a flow: sockets, each with the destinations it was added for. Guarded by the flow's lock. */
final class Members {
    private final Map<Long, Member> bySocket = new HashMap<>();

    boolean contains(Target target) {
        Member member = bySocket.get(target.handle());
        return member != null
                && member.state.sameSocket(target.state())
                && member.destinations.contains(target.destination());
    }

    /** Adds a target, and forgets a member whose number has passed to the target's socket. */
    void add(Target target) {
        Member member = bySocket.get(target.handle());
        Set<InetSocketAddress> destinations =
                member != null && member.state.sameSocket(target.state()) ? member.destinations : new HashSet<>();
        destinations.add(target.destination());
        bySocket.put(target.handle(), new Member(target.state(), destinations));
    }

    /** The socket as it was when last added, or null if it is not here. */
    @Nullable
    SocketState find(long handle) {
        Member member = bySocket.get(handle);
        return member == null ? null : member.state;
    }

    void remove(long handle) {
        bySocket.remove(handle);
    }

    int size() {
        return bySocket.size();
    }

    boolean isEmpty() {
        return bySocket.isEmpty();
    }

    private record Member(SocketState state, Set<InetSocketAddress> destinations) {}
}
