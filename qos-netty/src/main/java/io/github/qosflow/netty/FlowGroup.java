package io.github.qosflow.netty;

import io.github.qosflow.FlowSpec;
import io.github.qosflow.NativeSocket;
import io.github.qosflow.QosException;
import io.github.qosflow.QosException.Reason;
import io.github.qosflow.QosFlow;
import io.github.qosflow.QosSubsystem;
import io.netty.channel.Channel;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Several channels that share one flow, such as RTP with its RTCP, or all legs of a call: marked alike, and on Windows shaped
 * together.
 *
 * <pre>{@code
 * FlowGroup call = FlowGroup.of(FlowSpec.of(TrafficType.VOICE));
 * rtp.pipeline().addFirst(QosHandler.builder().group(call).build());
 * rtcp.pipeline().addFirst(QosHandler.builder().group(call).build());
 *
 * call.setSpec(FlowSpec.of(TrafficType.AUDIO_VIDEO));   // once for all
 * }</pre>
 *
 * <p>Channels come and go in any order and on any event loop. The first one makes the flow, the last one ends it, and the
 * next one makes another. Each channel is told of the flow by its own {@link QosFlowEvent}s. All of them must be marked by the
 * same {@link QosSubsystem}. On Linux, where each socket is paced by itself, members share the flow's rate in equal parts.
 *
 * <p>Thread-safe. No lock is held while the system is asked.
 */
public final class FlowGroup {
    private static final System.Logger LOG = System.getLogger(FlowGroup.class.getName());

    private final Turns turns = new Turns();
    /** Who is in the flow; touched in turns only. */
    private final Set<Member> members = new HashSet<>();

    private @Nullable QosSubsystem subsystem;
    private volatile FlowSpec spec;
    private volatile @Nullable QosFlow flow;

    private FlowGroup(FlowSpec spec) {
        this.spec = requireShareable(spec);
    }

    /**
     * A group without members.
     *
     * @param spec what its flow is to be
     * @return the group
     * @throws IllegalArgumentException if it is adaptive: the path of such a flow is measured, so it has one member only
     */
    public static FlowGroup of(FlowSpec spec) {
        return new FlowGroup(spec);
    }

    private static FlowSpec requireShareable(FlowSpec spec) {
        if (spec.adaptive()) {
            throw new IllegalArgumentException("an adaptive flow has one member only, it cannot be a group's: " + spec);
        }
        return spec;
    }

    /** {@return what the group's flow is, or is to be} */
    public FlowSpec spec() {
        return spec;
    }

    /** {@return the flow while there are members} */
    public Optional<QosFlow> flow() {
        return Optional.ofNullable(flow).filter(QosFlow::isOpen);
    }

    /**
     * Changes the flow of all members at once, or what the next flow is to be.
     *
     * @param wanted the specification from now on
     * @return completes when that is so, or exceptionally with a {@link QosException}: with what the system refused, or with
     *     NOT_SUPPORTED if there are members and a rate would have to be taken back. Then the group's specification stays
     * @throws IllegalArgumentException if it is adaptive
     */
    public CompletableFuture<Void> setSpec(FlowSpec wanted) {
        requireShareable(wanted);
        return turns.take(() -> change(wanted));
    }

    private CompletableFuture<Void> change(FlowSpec wanted) {
        QosFlow now = flow;
        if (now == null || subsystem == null || !now.isOpen()) {
            spec = wanted;
            return CompletableFuture.completedFuture(null);
        }
        if (!FlowChange.isPossible(now.spec(), wanted)) {
            return refusal(Reason.NOT_SUPPORTED, "A rate cannot be taken back from a living flow: set another one.");
        }
        return FlowChange.ask(subsystem, now, wanted).thenAccept(applied -> spec = applied);
    }

    private static <T> CompletableFuture<T> refusal(Reason reason, String hint) {
        return CompletableFuture.failedFuture(new QosException("FlowGroup", 0, reason, hint));
    }

    static QosException sharedSpec() {
        return new QosException(
                "setFlowSpec",
                0,
                Reason.INVALID_PARAMETER,
                "The channel shares the flow of a group: change the group's specification, not the channel's.");
    }

    /** Somebody who is to join, and to leave if that was successful. */
    Member member(QosSubsystem wanted, Channel channel, NativeSocket socket, FlowSpec channelSpec) throws QosException {
        if (!channelSpec.equals(spec)) {
            throw new QosException(
                    "FlowGroup",
                    0,
                    Reason.INVALID_PARAMETER,
                    "The channel wants " + channelSpec + " and its group has " + spec
                            + ": leave FLOW_SPEC and the option unset, or take the channel out of the group.");
        }
        return new Member(wanted, channel, socket);
    }

    /** {@return size and specification} */
    @Override
    public String toString() {
        return "group " + spec + flow().map(open -> ", " + open).orElse(", no flow");
    }

    /** One channel's share. */
    final class Member {
        private final QosSubsystem mine;
        private final Channel channel;
        private final NativeSocket socket;

        private Member(QosSubsystem mine, Channel channel, NativeSocket socket) {
            this.mine = mine;
            this.channel = channel;
            this.socket = socket;
        }

        /** Joins with all its packets, or with those to one destination. {@return the group's flow} */
        CompletableFuture<QosFlow> join(@Nullable InetSocketAddress destination) {
            return turns.take(() -> enter(destination));
        }

        /** Leaves, for good. A socket that closes keeps its marks. */
        void leave(boolean closing) {
            var unused = turns.take(() -> exit(closing)).exceptionally(failure -> {
                LOG.log(Level.DEBUG, "the " + socket + " had left the group before", failure);
                return null;
            });
        }

        @SuppressWarnings("ReferenceEquality")
        private CompletableFuture<QosFlow> enter(@Nullable InetSocketAddress destination) {
            QosFlow open = flow;
            if (open == null || !open.isOpen()) {
                members.clear();
                return make(destination).thenApply(this::entered);
            }
            if (subsystem != mine) {
                return refusal(Reason.INVALID_PARAMETER, "The group's flow is in another subsystem.");
            }
            return mine.callAsync(() -> add(open, destination)).thenApply(this::entered);
        }

        private CompletableFuture<QosFlow> make(@Nullable InetSocketAddress destination) {
            subsystem = mine;
            return destination == null
                    ? mine.createFlowAsync(spec, socket)
                    : mine.callAsync(() -> mine.createFlow(spec, socket, destination));
        }

        /** Perhaps late: a number whose channel has closed may be another one's. */
        private QosFlow add(QosFlow open, @Nullable InetSocketAddress destination) throws QosException {
            if (!channel.isOpen()) {
                throw Failures.closedMeanwhile("FlowGroup");
            }
            if (destination == null) {
                open.add(socket);
            } else {
                open.add(socket, destination);
            }
            return open;
        }

        private QosFlow entered(QosFlow joined) {
            members.add(this);
            flow = joined;
            return joined;
        }

        private CompletableFuture<Void> exit(boolean closing) {
            QosFlow left = flow;
            if (!members.remove(this) || left == null) {
                return CompletableFuture.completedFuture(null);
            }
            if (!members.isEmpty()) {
                return mine.callAsync(() -> takeOut(left, closing));
            }
            flow = null;
            if (closing) {
                left.abandon();
            } else {
                left.closeAsync();
            }
            return CompletableFuture.completedFuture(null);
        }

        private @Nullable Void takeOut(QosFlow left, boolean closing) throws QosException {
            if (closing || !channel.isOpen()) {
                left.abandon(socket);
            } else {
                left.remove(socket);
            }
            return null;
        }
    }
}
