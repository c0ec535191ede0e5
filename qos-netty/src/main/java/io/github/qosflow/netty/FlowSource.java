package io.github.qosflow.netty;

import io.github.qosflow.FlowSpec;
import io.github.qosflow.NativeSocket;
import io.github.qosflow.QosCapability;
import io.github.qosflow.QosException;
import io.github.qosflow.QosSubsystem;
import io.netty.channel.Channel;
import java.net.SocketAddress;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiPredicate;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What a handler was told when it was built. Immutable.
 *
 * @param spec what the flow of a channel is to be
 * @param subsystem opening, opened or failed
 * @param resolver finds a channel's socket
 * @param group whose flow the channels share, or null if each has its own
 * @param choice which channels are meant, of a handler that nobody added by hand; such a one yields to those that were.
 *     It is given the peer too, which a channel that connects does not know yet
 */
record FlowSource(
        Function<? super Channel, FlowSpec> spec,
        Supplier<CompletableFuture<QosSubsystem>> subsystem,
        SocketResolver resolver,
        @Nullable FlowGroup group,
        @Nullable BiPredicate<Channel, @Nullable SocketAddress> choice) {

    /** {@return what the channel's flow is to be} */
    FlowSpec specOf(Channel channel) throws QosException {
        FlowSpec own = ownSpec(channel);
        try {
            return own != null ? own : Objects.requireNonNull(spec.apply(channel), "the spec function returned null");
        } catch (RuntimeException e) {
            throw Failures.of("spec function", e);
        }
    }

    static @Nullable FlowSpec ownSpec(Channel channel) {
        return channel.hasAttr(QosHandler.FLOW_SPEC)
                ? channel.attr(QosHandler.FLOW_SPEC).get()
                : null;
    }

    /** {@return the channel's socket, empty if it has none} */
    Optional<NativeSocket> socketOf(Channel channel) throws QosException {
        try {
            return Objects.requireNonNull(resolver.resolve(channel), "the socket resolver returned null");
        } catch (RuntimeException | LinkageError e) {
            throw Failures.of("socket resolver", e);
        }
    }

    /** The subsystem if it is open, else null. */
    @Nullable
    QosSubsystem opened() {
        CompletableFuture<QosSubsystem> opening = subsystem.get();
        return opening.isDone() && !opening.isCompletedExceptionally() ? opening.join() : null;
    }

    /** Whether the subsystem is there and a socket without a peer is nothing special to it. */
    boolean marksWholeSockets() {
        QosSubsystem subsystem = opened();
        return subsystem != null && !subsystem.capabilities().contains(QosCapability.PER_DESTINATION);
    }
}
