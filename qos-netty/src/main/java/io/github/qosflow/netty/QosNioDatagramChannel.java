package io.github.qosflow.netty;

import io.github.qosflow.QosSubsystem;
import io.netty.buffer.ByteBuf;
import io.netty.channel.AddressedEnvelope;
import io.netty.channel.ChannelException;
import io.netty.channel.ChannelMetadata;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.DefaultAddressedEnvelope;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.channel.socket.DatagramChannelConfig;
import io.netty.channel.socket.DatagramPacket;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.UnresolvedAddressException;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A UDP channel that does what Netty's {@code NioDatagramChannel} does, which cannot be extended, and knows the option
 * {@link QosChannelOption#FLOW_SPEC}.
 *
 * <pre>{@code
 * new Bootstrap()
 *         .group(group)
 *         .channel(QosNioDatagramChannel.class)
 *         .option(QosChannelOption.FLOW_SPEC, FlowSpec.of(TrafficType.VOICE))
 *         .handler(yourInitializer)
 *         .bind(port);
 * }</pre>
 *
 * <p>It sends {@link DatagramPacket}s, other envelopes of a {@code ByteBuf} and an {@code InetSocketAddress}, and, when
 * connected, plain {@code ByteBuf}s; a message without a byte is not sent. It reads {@link DatagramPacket}s. An error of one
 * message fails that message only. The flow begins as {@link QosHandler} says: an unconnected channel is marked as a whole
 * where that can be done (Linux), else when it is connected. It ends just before the socket closes.
 *
 * <p>One difference: {@link ChannelOption#IP_MULTICAST_LOOP_DISABLED} means what its name says, while true enables the loop
 * in Netty's channel.
 *
 * <p>As safe for any thread as Netty's channels are.
 */
public final class QosNioDatagramChannel extends MulticastChannel {
    private static final ChannelMetadata METADATA = new ChannelMetadata(true, 16);

    private final QosDatagramChannelConfig config;

    /** A new channel, for IPv6 and IPv4 where the system can do both; its flow is made in the subsystem of the process. */
    public QosNioDatagramChannel() {
        this(open(null));
    }

    /**
     * A new channel of one family.
     *
     * @param family IPv4 ({@code INET}) or IPv6 ({@code INET6})
     */
    public QosNioDatagramChannel(StandardProtocolFamily family) {
        this(open(Objects.requireNonNull(family, "family")));
    }

    /**
     * A new channel whose flow is made in this subsystem, by
     * {@code bootstrap.channelFactory(() -> new QosNioDatagramChannel(qos))}.
     *
     * @param subsystem an open subsystem; closing it remains the caller's task
     */
    public QosNioDatagramChannel(QosSubsystem subsystem) {
        this();
        FlowOption.use(this, subsystem);
    }

    /**
     * A channel on a socket of the JDK.
     *
     * @param socket the socket, bound or connected or neither
     */
    public QosNioDatagramChannel(DatagramChannel socket) {
        super(socket);
        config = new QosDatagramChannelConfig(this, socket);
    }

    private static DatagramChannel open(@Nullable StandardProtocolFamily family) {
        try {
            return family == null ? DatagramChannel.open() : DatagramChannel.open(family);
        } catch (IOException e) {
            throw new ChannelException("no socket could be opened", e);
        }
    }

    @Override
    public ChannelMetadata metadata() {
        return METADATA;
    }

    /** {@return the configuration, which knows {@link QosChannelOption#FLOW_SPEC}} */
    @Override
    public DatagramChannelConfig config() {
        return config;
    }

    @Override
    public boolean isActive() {
        return javaChannel().isOpen() && (javaChannel().socket().isBound() || isRegisteredAndThatIsEnough());
    }

    @SuppressWarnings("deprecation") // an option nevertheless
    private boolean isRegisteredAndThatIsEnough() {
        return isRegistered()
                && Boolean.TRUE.equals(config.getOption(ChannelOption.DATAGRAM_CHANNEL_ACTIVE_ON_REGISTRATION));
    }

    @Override
    public boolean isConnected() {
        return javaChannel().isConnected();
    }

    @Override
    protected @Nullable SocketAddress localAddress0() {
        return javaChannel().socket().getLocalSocketAddress();
    }

    @Override
    protected @Nullable SocketAddress remoteAddress0() {
        return javaChannel().socket().getRemoteSocketAddress();
    }

    @Override
    protected void doBind(SocketAddress local) throws Exception {
        javaChannel().bind(local);
    }

    /** At once; one that fails closes the channel. */
    @Override
    protected boolean doConnect(SocketAddress remote, @Nullable SocketAddress local) throws Exception {
        boolean connected = false;
        try {
            if (local != null) {
                javaChannel().bind(local);
            }
            javaChannel().connect(remote);
            connected = true;
        } finally {
            if (!connected) {
                doClose();
            }
        }
        return connected;
    }

    @Override
    protected void doFinishConnect() {
        throw new UnsupportedOperationException("a datagram channel connects at once");
    }

    @Override
    protected void doDisconnect() throws Exception {
        javaChannel().disconnect();
    }

    @Override
    protected void doClose() throws Exception {
        Attachments.endBeforeClose(this);
        javaChannel().close();
    }

    void autoReadCleared() {
        clearReadPending();
    }

    @Override
    @SuppressWarnings("deprecation") // there is no other way in both lines of Netty
    protected int doReadMessages(List<Object> received) throws Exception {
        RecvByteBufAllocator.Handle sizes = unsafe().recvBufAllocHandle();
        ByteBuf content = sizes.allocate(config.getAllocator());
        boolean passedOn = false;
        try {
            sizes.attemptedBytesRead(content.writableBytes());
            InetSocketAddress sender = receive(content, sizes);
            if (sender != null) {
                received.add(new DatagramPacket(content, localAddress(), sender));
                passedOn = true;
            }
        } finally {
            if (!passedOn) {
                content.release();
            }
        }
        return passedOn ? 1 : 0;
    }

    @SuppressWarnings("deprecation")
    private @Nullable InetSocketAddress receive(ByteBuf content, RecvByteBufAllocator.Handle sizes) throws IOException {
        ByteBuffer space = content.internalNioBuffer(content.writerIndex(), content.writableBytes());
        int start = space.position();
        SocketAddress sender = javaChannel().receive(space);
        sizes.lastBytesRead(space.position() - start);
        content.writerIndex(content.writerIndex() + sizes.lastBytesRead());
        return (InetSocketAddress) sender;
    }

    /** As long as there are messages: one that is shorter than its buffer does not mean that it was the last. */
    @Override
    @SuppressWarnings("deprecation")
    protected boolean continueReading(RecvByteBufAllocator.Handle sizes) {
        return sizes instanceof RecvByteBufAllocator.ExtendedHandle extended
                ? extended.continueReading(() -> true)
                : sizes.continueReading();
    }

    /** A peer that refuses a message is no reason to close. */
    @Override
    protected boolean closeOnReadError(Throwable cause) {
        return !(cause instanceof SocketException) && super.closeOnReadError(cause);
    }

    /** Makes one direct buffer of what is none, so that the JDK need not copy it at each try. */
    @Override
    protected Object filterOutboundMessage(Object message) {
        if (message instanceof ByteBuf content) {
            return isOneDirectBuffer(content) ? content : newDirectBuffer(content);
        }
        if (message instanceof AddressedEnvelope<?, ?> envelope && envelope.content() instanceof ByteBuf content) {
            checkRecipient(envelope.recipient());
            return isOneDirectBuffer(content) ? envelope : copy(envelope, content);
        }
        throw new UnsupportedOperationException("a datagram channel sends DatagramPacket, "
                + "AddressedEnvelope<ByteBuf, InetSocketAddress> and ByteBuf, but not "
                + message.getClass().getName());
    }

    private static void checkRecipient(@Nullable SocketAddress recipient) {
        if (recipient instanceof InetSocketAddress inet && inet.isUnresolved()) {
            throw new UnresolvedAddressException();
        }
    }

    private Object copy(AddressedEnvelope<?, ?> envelope, ByteBuf content) {
        SocketAddress recipient = envelope.recipient();
        ByteBuf direct = newDirectBuffer(envelope, content);
        if (recipient == null) {
            return direct;
        }
        return recipient instanceof InetSocketAddress inet
                ? new DatagramPacket(direct, inet)
                : new DefaultAddressedEnvelope<>(direct, recipient);
    }

    private static boolean isOneDirectBuffer(ByteBuf content) {
        return content.isDirect() && content.nioBufferCount() == 1;
    }

    /** {@return whether it was sent; if not, the socket's queue is full} */
    @Override
    protected boolean doWriteMessage(Object message, ChannelOutboundBuffer queue) throws Exception {
        SocketAddress recipient = message instanceof AddressedEnvelope<?, ?> envelope ? envelope.recipient() : null;
        ByteBuf content =
                (ByteBuf) (message instanceof AddressedEnvelope<?, ?> envelope ? envelope.content() : message);
        if (!content.isReadable()) {
            return true;
        }
        ByteBuffer bytes = content.internalNioBuffer(content.readerIndex(), content.readableBytes());
        return (recipient == null ? javaChannel().write(bytes) : javaChannel().send(bytes, recipient)) > 0;
    }

    /** The next message may have another recipient. */
    @Override
    protected boolean continueOnWriteError() {
        return true;
    }
}
