package io.github.qosflow.netty;

import io.github.qosflow.QosSubsystem;
import io.netty.channel.socket.ServerSocketChannelConfig;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.List;

/**
 * Netty's {@link NioServerSocketChannel} whose accepted channels are {@link QosNioSocketChannel}s, so that they know
 * {@link QosChannelOption#FLOW_SPEC}.
 *
 * <pre>{@code
 * new ServerBootstrap()
 *         .group(group)
 *         .channel(QosNioServerSocketChannel.class)
 *         .childOption(QosChannelOption.FLOW_SPEC, FlowSpec.of(TrafficType.VOICE))
 *         .childHandler(yourInitializer)
 *         .bind(port);
 * }</pre>
 *
 * <p>As {@code option} instead of {@code childOption} it puts the listening socket into a flow, for the sake of its handshake
 * packets, where that can be done (Linux).
 *
 * <p>As safe for any thread as Netty's channels are.
 */
public class QosNioServerSocketChannel extends NioServerSocketChannel {
    private final QosServerSocketChannelConfig config;

    /** A new channel; flows, also those of accepted channels, are made in the subsystem of the process. */
    @SuppressWarnings("this-escape") // the configuration only keeps the channel
    public QosNioServerSocketChannel() {
        config = new QosServerSocketChannelConfig(this, super.config());
    }

    /**
     * A new channel whose flow and whose accepted channels' flows are made in this subsystem, by
     * {@code bootstrap.channelFactory(() -> new QosNioServerSocketChannel(qos))}.
     *
     * @param subsystem an open subsystem; closing it remains the caller's task
     */
    @SuppressWarnings("this-escape")
    public QosNioServerSocketChannel(QosSubsystem subsystem) {
        this();
        FlowOption.use(this, subsystem);
    }

    /**
     * A channel on a listening socket of the JDK.
     *
     * @param socket the socket, bound or not
     */
    @SuppressWarnings("this-escape")
    public QosNioServerSocketChannel(ServerSocketChannel socket) {
        super(socket);
        config = new QosServerSocketChannelConfig(this, super.config());
    }

    /** {@return the configuration, which knows {@link QosChannelOption#FLOW_SPEC}} */
    @Override
    public ServerSocketChannelConfig config() {
        return config != null ? config : super.config(); // a constructor of Netty's may ask
    }

    /** Accepts one connection; one that cannot be made a channel of is closed, and the next ones are accepted nevertheless. */
    @Override
    protected int doReadMessages(List<Object> accepted) throws Exception {
        SocketChannel socket = javaChannel().accept();
        if (socket == null) {
            return 0;
        }
        try {
            accepted.add(channelOf(socket));
            return 1;
        } catch (RuntimeException | LinkageError e) {
            drop(socket, e);
            return 0;
        }
    }

    /** For tests: one that fails. */
    QosNioSocketChannel channelOf(SocketChannel socket) {
        return new QosNioSocketChannel(this, socket);
    }

    @Override
    protected void doClose() throws Exception {
        Attachments.endBeforeClose(this);
        super.doClose();
    }

    private static void drop(SocketChannel socket, Throwable cause) {
        try {
            socket.close();
        } catch (IOException e) {
            cause.addSuppressed(e);
        }
        Logger log = System.getLogger(QosNioServerSocketChannel.class.getName());
        log.log(Level.WARNING, "An accepted connection was closed, for no channel could be made of it", cause);
    }
}
