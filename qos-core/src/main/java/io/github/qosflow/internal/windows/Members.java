package io.github.qosflow.internal.windows;

import io.github.qosflow.FlowSpec;
import io.github.qosflow.QosException;
import java.net.InetSocketAddress;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
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

    /** Forgets the members for which this does not hold. */
    void keep(Predicate<SocketState> still) {
        bySocket.values().removeIf(member -> !still.test(member.state));
    }

    /** Makes a flow of all that are here, of whom there is at least one. */
    LiveFlow rejoin(Qos2Handle handle, FlowSpec spec) throws QosException {
        List<Target> targets = targets();
        int made = handle.createFlow(targets.get(0), spec.trafficType(), spec.adaptive());
        try {
            for (Target target : targets.subList(1, targets.size())) {
                handle.joinFlow(made, target, spec.trafficType());
            }
        } catch (QosException e) {
            handle.endFlow(made);
            throw e;
        }
        return new LiveFlow(handle, made);
    }

    private List<Target> targets() {
        return bySocket.values().stream()
                .flatMap(member -> member.destinations.stream().map(to -> new Target(member.state, to)))
                .toList();
    }

    void remove(long handle) {
        bySocket.remove(handle);
    }

    /** A copy that lacks these destinations of a socket, and the socket if it has no others. */
    Members without(long handle, Collection<InetSocketAddress> destinations) {
        Members left = new Members();
        bySocket.forEach((number, member) -> {
            Set<InetSocketAddress> staying = new HashSet<>(member.destinations);
            if (number == handle) {
                destinations.forEach(staying::remove);
            }
            if (!staying.isEmpty()) {
                left.bySocket.put(number, new Member(member.state, staying));
            }
        });
        return left;
    }

    void become(Members others) {
        bySocket.clear();
        bySocket.putAll(others.bySocket);
    }

    /** How many destinations all sockets have together. */
    int destinations() {
        return bySocket.values().stream()
                .mapToInt(member -> member.destinations.size())
                .sum();
    }

    int size() {
        return bySocket.size();
    }

    boolean isEmpty() {
        return bySocket.isEmpty();
    }

    private record Member(SocketState state, Set<InetSocketAddress> destinations) {}
}
