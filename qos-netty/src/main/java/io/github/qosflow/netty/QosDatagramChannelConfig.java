package io.github.qosflow.netty;

import io.github.qosflow.FlowSpec;
import io.netty.channel.ChannelException;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.DatagramChannelConfig;
import io.netty.channel.socket.DefaultDatagramChannelConfig;
import io.netty.channel.socket.nio.NioChannelOption;
import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.nio.channels.DatagramChannel;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The configuration of a {@link QosNioDatagramChannel}: the usual one, the JDK's options, and the flow. */
final class QosDatagramChannelConfig extends DefaultDatagramChannelConfig {
    private final QosNioDatagramChannel owner;
    private final DatagramChannel socket;

    QosDatagramChannelConfig(QosNioDatagramChannel owner, DatagramChannel socket) {
        super(owner, socket.socket());
        this.owner = owner;
        this.socket = socket;
    }

    @Override
    public Map<ChannelOption<?>, @Nullable Object> getOptions() {
        ChannelOption<?>[] ofJdk =
                socket.supportedOptions().stream().map(NioChannelOption::of).toArray(ChannelOption<?>[]::new);
        return getOptions(getOptions(super.getOptions(), ofJdk), QosChannelOption.FLOW_SPEC);
    }

    @Override
    @SuppressWarnings("unchecked")
    public <T> @Nullable T getOption(ChannelOption<T> option) {
        if (QosChannelOption.FLOW_SPEC.equals(option)) {
            return (T) FlowOption.get(owner);
        }
        if (option instanceof NioChannelOption) {
            return ofJdk(option).map(this::get).orElse(null);
        }
        return super.getOption(option);
    }

    @Override
    public <T> boolean setOption(ChannelOption<T> option, @Nullable T value) {
        if (QosChannelOption.FLOW_SPEC.equals(option)) {
            FlowOption.set(owner, (FlowSpec) value);
            return true;
        }
        if (option instanceof NioChannelOption) {
            Optional<SocketOption<T>> known = ofJdk(option);
            known.ifPresent(jdk -> set(jdk, value));
            return known.isPresent();
        }
        return super.setOption(option, value);
    }

    /** {@return the interface that multicast leaves by, or null if the system chooses} */
    @Override
    public @Nullable NetworkInterface getNetworkInterface() {
        return get(StandardSocketOptions.IP_MULTICAST_IF);
    }

    @Override
    public DatagramChannelConfig setNetworkInterface(NetworkInterface to) {
        set(StandardSocketOptions.IP_MULTICAST_IF, to);
        return this;
    }

    /** {@return an address of the interface that multicast leaves by, or null if the system chooses} */
    @Override
    public @Nullable InetAddress getInterface() {
        NetworkInterface to = getNetworkInterface();
        return to == null ? null : to.inetAddresses().findFirst().orElse(null);
    }

    @Override
    public DatagramChannelConfig setInterface(InetAddress address) {
        try {
            return setNetworkInterface(NetworkInterface.getByInetAddress(address));
        } catch (SocketException e) {
            throw new ChannelException(e);
        }
    }

    @Override
    protected void autoReadCleared() {
        owner.autoReadCleared();
    }

    /** Netty keeps the JDK's option to itself, but tells its name. */
    @SuppressWarnings("unchecked")
    private <T> Optional<SocketOption<T>> ofJdk(ChannelOption<T> option) {
        return socket.supportedOptions().stream()
                .filter(supported -> supported.name().equals(option.name()))
                .map(supported -> (SocketOption<T>) supported)
                .findFirst();
    }

    private <T> T get(SocketOption<T> option) {
        try {
            return socket.getOption(option);
        } catch (IOException e) {
            throw new ChannelException(e);
        }
    }

    private <T> void set(SocketOption<T> option, @Nullable T value) {
        try {
            socket.setOption(option, value);
        } catch (IOException e) {
            throw new ChannelException(e);
        }
    }
}
