package io.github.qosflow.netty;

import io.github.qosflow.QosSubsystem;
import io.netty.channel.Channel;
import io.netty.channel.socket.SocketChannelConfig;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/**
 * Netty's {@link NioSocketChannel} with the option {@link QosChannelOption#FLOW_SPEC}.
 *
 * <pre>{@code
 * new Bootstrap()
 *         .group(group)
 *         .channel(QosNioSocketChannel.class)
 *         .option(QosChannelOption.FLOW_SPEC, FlowSpec.of(TrafficType.VOICE))
 *         .handler(yourInitializer)
 *         .connect(host, port);
 * }</pre>
 *
 * <p>The flow begins as {@link QosHandler} says: where whole sockets can be marked, before the channel connects. It ends
 * just before the socket closes, so that the socket's number, which the system gives to the next socket, is in no flow any
 * more. Without the option this is a channel like any other.
 *
 * <p>As safe for any thread as Netty's channels are.
 */
public class QosNioSocketChannel extends NioSocketChannel {
    private final QosSocketChannelConfig config;

    /** A new channel; its flow is made in the subsystem of the process. */
    @SuppressWarnings("this-escape") // the configuration only keeps the channel
    public QosNioSocketChannel() {
        config = new QosSocketChannelConfig(this, super.config());
    }

    /**
     * A new channel whose flow is made in this subsystem, by
     * {@code bootstrap.channelFactory(() -> new QosNioSocketChannel(qos))}.
     *
     * @param subsystem an open subsystem; closing it remains the caller's task
     */
    @SuppressWarnings("this-escape")
    public QosNioSocketChannel(QosSubsystem subsystem) {
        this();
        FlowOption.use(this, subsystem);
    }

    /**
     * A channel on a socket of the JDK.
     *
     * @param socket the socket, connected or not
     */
    public QosNioSocketChannel(SocketChannel socket) {
        this(null, socket);
    }

    /**
     * A channel on a socket of the JDK that another channel has accepted, whose subsystem it shares.
     *
     * @param parent the channel that accepted it, or null
     * @param socket the socket, connected or not
     */
    @SuppressWarnings("this-escape")
    public QosNioSocketChannel(@Nullable Channel parent, SocketChannel socket) {
        super(parent, socket);
        config = new QosSocketChannelConfig(this, super.config());
    }

    /** {@return the configuration, which knows {@link QosChannelOption#FLOW_SPEC}} */
    @Override
    public SocketChannelConfig config() {
        return config != null ? config : super.config(); // a constructor of Netty's may ask
    }

    @Override
    protected void doClose() throws Exception {
        Attachments.endBeforeClose(this);
        super.doClose();
    }
}
