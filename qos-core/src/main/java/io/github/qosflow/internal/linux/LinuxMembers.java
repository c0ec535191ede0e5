package io.github.qosflow.internal.linux;

import io.github.qosflow.NativeSocket;
import io.github.qosflow.QosException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Who is in a flow. Guarded by the subsystem's lock. */
final class LinuxMembers {
    private final List<Member> members = new ArrayList<>(1);

    /** One socket, or one of its destinations: the kernel marks the whole socket either way. */
    record Member(
            NativeSocket added,
            MarkedSocket socket,
            @Nullable InetSocketAddress destination) {
        private boolean isSame(Member other) {
            return socket == other.socket && Objects.equals(destination, other.destination);
        }
    }

    /** {@return false if it was here before} */
    boolean add(Member member) {
        for (int i = 0; i < members.size(); i++) {
            if (members.get(i).isSame(member)) {
                return false;
            }
        }
        return members.add(member);
    }

    void removeAll(List<Member> leaving) {
        members.removeAll(leaving);
    }

    void clear() {
        members.clear();
    }

    boolean isEmpty() {
        return members.isEmpty();
    }

    int size() {
        return members.size();
    }

    MarkedSocket first() {
        return members.get(0).socket;
    }

    /** By index here as elsewhere: no garbage for the one member most flows have. */
    void forEach(Consumer<MarkedSocket> action) {
        for (int i = 0; i < members.size(); i++) {
            action.accept(members.get(i).socket);
        }
    }

    boolean contains(MarkedSocket socket) {
        return members.stream().anyMatch(member -> member.socket == socket);
    }

    /** A socket's members, all or those with these destinations; of a closed one by its number: it has no identity now. */
    List<Member> of(NativeSocket socket, @Nullable Collection<InetSocketAddress> destinations) {
        Predicate<Member> mine = isOf(new SocketOptions((int) socket.handle()));
        return members.stream()
                .filter(mine)
                .filter(member -> destinations == null
                        || (member.destination != null && destinations.contains(member.destination)))
                .toList();
    }

    private static Predicate<Member> isOf(SocketOptions options) {
        try {
            long cookie = options.cookie();
            return member -> member.socket.cookie() == cookie;
        } catch (QosException e) {
            return member -> member.socket.fd() == options.fd();
        }
    }

    /** The members that this very object stands for. */
    @SuppressWarnings("ReferenceEquality")
    List<Member> addedAs(NativeSocket socket) {
        return members.stream().filter(member -> member.added == socket).toList();
    }

    /** What a flow of these could not have beside its DSCP, or null. */
    @Nullable
    QosException difference(LinuxFlow flow) {
        for (int i = 0; i < members.size(); i++) {
            QosException difference = members.get(i).socket.difference(flow);
            if (difference != null) {
                return difference;
            }
        }
        return null;
    }

    @Nullable
    MarkedSocket living() {
        for (Member member : members) {
            if (member.socket.isSame()) {
                return member.socket;
            }
        }
        return null;
    }

    /** Marks those that live. */
    void claim(LinuxFlow flow, Mark mark) throws QosException {
        for (Member member : members) {
            if (member.socket.isSame()) {
                member.socket.claim(flow, mark);
            }
        }
    }
}
