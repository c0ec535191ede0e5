package io.github.qosflow.internal.linux;

import io.github.qosflow.NativeSocket;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ProtocolFamily;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectableChannel;
import java.util.OptionalInt;

/** Datagrams; the kernel tells the mark with each. */
final class UdpPair implements LoopbackPair {
    private final DatagramChannel sender;
    private final DatagramChannel receiver;

    UdpPair(ProtocolFamily family, InetSocketAddress address, boolean ipv6) throws IOException {
        receiver = DatagramChannel.open(family);
        try {
            receiver.bind(address);
            if (ipv6) {
                scratch().tellTrafficClass();
            } else {
                scratch().tellTos();
            }
            sender = DatagramChannel.open(family);
        } catch (IOException | RuntimeException e) {
            receiver.close();
            throw e;
        }
    }

    @Override
    public SelectableChannel sender() {
        return sender;
    }

    @Override
    public void connect(int milliseconds) throws IOException {
        sender.connect(receiver.getLocalAddress());
    }

    @Override
    public OptionalInt received(byte[] message, int milliseconds) throws IOException {
        return scratch()
                .receive(milliseconds)
                .filter(datagram -> datagram.endsWith(message))
                .map(ReceivedMessage::tos)
                .orElse(OptionalInt.empty());
    }

    private ScratchSocket scratch() {
        return new ScratchSocket((int) NativeSocket.of(receiver).handle());
    }

    @Override
    public void close() throws IOException {
        try (sender;
                receiver) {
            // both, whatever one of them says
        }
    }
}
