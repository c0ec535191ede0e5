package io.github.qosflow.netty;

import io.github.qosflow.FlowSpec;
import io.github.qosflow.QosSubsystem;
import io.netty.channel.Channel;
import java.net.SocketAddress;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiPredicate;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What the builders of the handlers have in common. */
final class FlowSourceBuilder {
    private @Nullable FlowSpec fixed;
    private @Nullable Function<? super Channel, FlowSpec> spec;
    private @Nullable FlowGroup group;
    private Supplier<CompletableFuture<QosSubsystem>> subsystem = SharedSubsystem.INSTANCE;
    private SocketResolver resolver = ChannelSockets.INSTANCE;
    private @Nullable BiPredicate<Channel, @Nullable SocketAddress> choice;

    void spec(FlowSpec value) {
        fixed = Objects.requireNonNull(value, "spec");
        spec = channel -> value;
    }

    void spec(Function<? super Channel, FlowSpec> value) {
        fixed = null;
        spec = Objects.requireNonNull(value, "spec");
    }

    void group(FlowGroup value) {
        group = Objects.requireNonNull(value, "group");
    }

    void subsystem(QosSubsystem value) {
        CompletableFuture<QosSubsystem> opened =
                CompletableFuture.completedFuture(Objects.requireNonNull(value, "subsystem"));
        subsystem = () -> opened;
    }

    void opening(Supplier<CompletableFuture<QosSubsystem>> value) {
        subsystem = value;
    }

    void resolver(SocketResolver value) {
        resolver = Objects.requireNonNull(value, "socketResolver");
    }

    void choice(BiPredicate<Channel, @Nullable SocketAddress> value) {
        choice = value;
    }

    FlowSource build() {
        FlowGroup shared = group;
        if (shared != null && fixed != null && !fixed.equals(shared.spec())) {
            throw new IllegalArgumentException(
                    "the handler is to have " + fixed + " and its group has " + shared.spec() + ": leave spec(…) out");
        }
        Function<? super Channel, FlowSpec> wanted = spec;
        if (wanted == null && shared != null) {
            wanted = channel -> shared.spec();
        }
        if (wanted == null) {
            throw new IllegalStateException("say what the flows are to be: call spec(…) or group(…) before build()");
        }
        return new FlowSource(wanted, subsystem, resolver, shared, choice);
    }
}
