package io.github.qosflow.netty;

import io.github.qosflow.FlowSpec;
import io.netty.bootstrap.ChannelInitializerExtension;
import io.netty.channel.Channel;
import io.netty.channel.ServerChannel;
import io.netty.channel.socket.DatagramChannel;
import java.lang.System.Logger.Level;
import java.net.SocketAddress;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BiPredicate;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Adds a handler to every bootstrap of a process without a change of its code, through Netty's service hook. For programs and
 * frameworks whose pipelines are out of reach.
 *
 * <p>Two things switch it on: Netty's property for such extensions, and a traffic type for this one.
 *
 * <pre>
 * java -Dio.netty.bootstrap.extensions=serviceload \
 *      -Dio.github.qosflow.extension.type=VOICE \
 *      -Dio.github.qosflow.extension.dscp=EF \
 *      -Dio.github.qosflow.extension.port=5060,16384-32767 \
 *      -Dio.github.qosflow.extension.class=SocketChannel,DatagramChannel ...
 * </pre>
 *
 * <p>{@code port} is a list of ports and ranges, of the channel's own end or its peer's; {@code class} a list of channel
 * classes or interfaces, by simple or full name. Either may be left out: then all channels are meant. A channel to which
 * somebody has added a {@link QosHandler} or {@link QosDatagramHandler} by hand keeps that one. A wrong value is a
 * warning in the log, and nothing is added.
 *
 * <p>For other rules, extend this class and name yours in {@code META-INF/services/io.netty.bootstrap.ChannelInitializerExtension}:
 *
 * <pre>{@code
 * public final class OnlySip extends QosChannelInitializerExtension {
 *     public OnlySip() {
 *         super(FlowSpec.of(TrafficType.CONTROL), channel -> channel.localAddress() instanceof InetSocketAddress local
 *                 && local.getPort() == 5060);
 *     }
 * }
 * }</pre>
 *
 * <p>Thread-safe.
 */
public class QosChannelInitializerExtension extends ChannelInitializerExtension {
    private final @Nullable FlowSpec spec;
    private final BiPredicate<Channel, @Nullable SocketAddress> choice;
    private final @Nullable QosHandler handler;

    /** By the system properties; for Netty's service loader. */
    public QosChannelInitializerExtension() {
        this(rules());
    }

    /**
     * By rules of your own.
     *
     * @param spec what the flows are to be
     * @param channels which channels are meant; asked on the event loop when a channel becomes active, and where handshakes
     *     can be marked before it connects, too: then its {@code remoteAddress()} is null
     */
    protected QosChannelInitializerExtension(FlowSpec spec, Predicate<? super Channel> channels) {
        this(Objects.requireNonNull(spec, "spec"), asChoice(Objects.requireNonNull(channels, "channels")));
    }

    private QosChannelInitializerExtension(Optional<ExtensionRules> rules) {
        this(
                rules.map(ExtensionRules::spec).orElse(null),
                rules.isPresent() ? rules.get() : (channel, remote) -> false);
    }

    private QosChannelInitializerExtension(
            @Nullable FlowSpec spec, BiPredicate<Channel, @Nullable SocketAddress> choice) {
        this.spec = spec;
        this.choice = choice;
        this.handler = spec == null
                ? null
                : QosHandler.builder().spec(spec).choice(choice).build();
    }

    private static BiPredicate<Channel, @Nullable SocketAddress> asChoice(Predicate<? super Channel> channels) {
        return (channel, remote) -> channels.test(channel);
    }

    private static Optional<ExtensionRules> rules() {
        try {
            return ExtensionRules.read(System::getProperty);
        } catch (IllegalArgumentException e) {
            System.getLogger(QosHandler.class.getName())
                    .log(
                            Level.WARNING,
                            "No channel is marked by the extension, for a property is wrong: " + e.getMessage());
            return Optional.empty();
        }
    }

    @Override
    public final void postInitializeClientChannel(Channel channel) {
        add(channel);
    }

    @Override
    public final void postInitializeServerListenerChannel(ServerChannel channel) {
        add(channel);
    }

    @Override
    public final void postInitializeServerChildChannel(Channel channel) {
        add(channel);
    }

    private void add(Channel channel) {
        FlowSpec wanted = spec;
        if (wanted == null || handler == null) {
            return;
        }
        if (channel instanceof DatagramChannel && !wanted.adaptive()) {
            channel.pipeline()
                    .addFirst(QosDatagramHandler.builder()
                            .spec(wanted)
                            .choice(choice)
                            .build());
        } else {
            channel.pipeline().addFirst(handler);
        }
    }
}
