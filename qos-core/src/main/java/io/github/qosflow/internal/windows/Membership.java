package io.github.qosflow.internal.windows;

import io.github.qosflow.NativeSocket;
import io.github.qosflow.QosException;
import io.github.qosflow.QosException.Reason;
import io.github.qosflow.internal.AdaptiveRules;
import java.net.InetSocketAddress;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/** How sockets and their destinations come into one flow and out of it. Each call is one of the flow's, under its lock. */
final class Membership {
    private final Qos2Flow flow;
    private final Qos2Subsystem subsystem;
    private final FlowLife life;
    private final Members members;

    Membership(Qos2Flow flow, Qos2Subsystem subsystem, FlowLife life, Members members) {
        this.flow = flow;
        this.subsystem = subsystem;
        this.life = life;
        this.members = members;
    }

    void join(NativeSocket socket, @Nullable InetSocketAddress destination) throws QosException {
        flow.call("add", now -> {
            AdaptiveRules.refuseSecondMember(flow.spec());
            Target target = subsystem.target(socket, destination);
            if (!members.contains(target)) {
                now.handle().joinFlow(now.id(), target, flow.spec().trafficType());
                members.add(target);
            }
            return true;
        });
    }

    /** {@return whether it was the last one, and the flow ends} */
    boolean remove(NativeSocket socket) throws QosException {
        return flow.call("remove", now -> {
            SocketState member = members.find(socket.handle());
            if (member == null) {
                throw notFound(socket);
            }
            return takeOut(now, member);
        });
    }

    /** Told by the very object that was added. {@return whether it was the last one, and the flow ends} */
    @SuppressWarnings("ReferenceEquality")
    boolean abandon(NativeSocket socket) throws QosException {
        return flow.call("abandon", now -> {
            SocketState member = members.find(socket.handle());
            return member != null && member.socket() == socket && takeOut(now, member);
        });
    }

    private boolean takeOut(LiveFlow now, SocketState member) throws QosException {
        // another socket with that number is none of ours: the library forgets the old one with the flow
        if (members.size() > 1 && subsystem.isStill(member)) {
            now.removeSocket(member.socket().handle());
        }
        members.remove(member.socket().handle());
        return members.isEmpty() && life.end();
    }

    /**
     * Makes the flow anew without some destinations, for QOS2 takes out whole sockets only. {@return whether they were the
     * last ones, and the flow ends}
     */
    boolean remove(NativeSocket socket, Collection<InetSocketAddress> destinations) throws QosException {
        return flow.call("remove", now -> {
            Members left = members.without(socket.handle(), destinations);
            if (left.destinations() == members.destinations()) {
                throw notFound(socket);
            }
            if (!left.isEmpty()) {
                remake(now, left);
            }
            members.become(left);
            return left.isEmpty() && life.end();
        });
    }

    /** First the end, so that nobody is a member of two flows. */
    private void remake(LiveFlow now, Members left) throws QosException {
        now.handle().endFlow(now.id());
        try {
            LiveFlow made = left.rejoin(now.handle(), flow.spec());
            life.replace(made);
            flow.renumber(made);
        } catch (QosException e) {
            if (!flow.restarted(now.handle(), e)) {
                life.lose(); // there is none any more
                flow.close();
            }
            throw e;
        }
    }

    private QosException notFound(NativeSocket socket) {
        return new QosException("remove", 0, Reason.NOT_FOUND, "The " + socket + " is not in flow " + flow.id() + ".");
    }
}
