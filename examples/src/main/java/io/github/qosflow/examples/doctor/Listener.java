package io.github.qosflow.examples.doctor;

import io.github.qosflow.Dscp;
import io.github.qosflow.FlowSpec;
import io.github.qosflow.NativeSocket;
import io.github.qosflow.Qos;
import io.github.qosflow.QosFlow;
import io.github.qosflow.QosSubsystem;
import io.github.qosflow.TrafficType;
import io.github.qosflow.examples.observe.ObservedSocket;
import io.github.qosflow.examples.observe.Packet;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.util.Optional;

/** Answers the questions of other doctors, each with the mark that it asks of; one thread, bounded memory. */
final class Listener implements AutoCloseable {
    private static final int WAIT_MS = 200;

    private final DatagramChannel channel;
    private final QosSubsystem qos;
    private final QosFlow flow;
    private final ObservedSocket socket;
    private final Answers answers = new Answers();
    /** One byte more than a question has, so that a longer datagram shows. */
    private final ByteBuffer datagram = ByteBuffer.allocate(Probe.BYTES + 1);

    private volatile boolean closed;

    private Listener(DatagramChannel channel, QosSubsystem qos) throws IOException {
        this.channel = channel;
        this.qos = qos;
        NativeSocket number = NativeSocket.of(channel);
        flow = qos.createFlow(FlowSpec.of(TrafficType.BEST_EFFORT), number);
        socket = new ObservedSocket((int) number.handle());
        socket.tellMarks();
    }

    static Listener open(int port) throws IOException {
        if (!ObservedSocket.possible()) {
            throw new IOException("only 64-bit Linux tells the mark of what is received; listen there");
        }
        DatagramChannel channel = DatagramChannel.open();
        try {
            channel.bind(new InetSocketAddress(port)).configureBlocking(false);
            return new Listener(channel, Qos.open());
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw new IOException("cannot listen on UDP port " + port + ": " + e.getMessage(), e);
        }
    }

    int port() throws IOException {
        return ((InetSocketAddress) channel.getLocalAddress()).getPort();
    }

    /** Until it is closed. */
    void serve() {
        while (!closed) {
            try {
                Optional<Packet> next = socket.peek(WAIT_MS);
                if (next.isPresent()) {
                    answer(next.get().mark());
                }
            } catch (IOException e) {
                // one datagram's trouble, an unreachable peer for instance, is not that of the others
                if (!channel.isOpen()) {
                    return;
                }
            }
        }
    }

    private void answer(Optional<Dscp> mark) throws IOException {
        InetSocketAddress peer = (InetSocketAddress) channel.receive(datagram.clear());
        if (peer == null) {
            return;
        }
        Optional<Probe> answer = answers.to(datagram.flip(), mark, peer.getAddress(), System.nanoTime());
        if (answer.isPresent()) {
            flow.setOutgoingDscp(new Dscp(answer.get().mark()));
            channel.send(answer.get().encode(), peer);
        }
    }

    @Override
    public void close() throws IOException {
        closed = true;
        qos.close();
        channel.close();
    }
}
