package io.github.qosflow.examples.doctor;

import io.github.qosflow.Dscp;
import io.github.qosflow.FlowSpec;
import io.github.qosflow.NativeSocket;
import io.github.qosflow.Qos;
import io.github.qosflow.QosFlow;
import io.github.qosflow.QosSubsystem;
import io.github.qosflow.TrafficType;
import io.github.qosflow.examples.doctor.Probe.Kind;
import io.github.qosflow.examples.observe.ObservedSocket;
import io.github.qosflow.examples.observe.Packet;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.security.SecureRandom;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Asks a listener what becomes of each mark. */
final class Prober {
    private static final int ROUNDS = 3;
    /** After the last question of a round; a longer way back than this looks like loss. */
    private static final int PATIENCE_MS = 500;

    private final Target target;
    private final DatagramChannel channel;
    private final QosFlow flow;
    private final @Nullable ObservedSocket socket;
    private final Sightings sightings = new Sightings();
    private final long session = new SecureRandom().nextLong();
    private final ByteBuffer datagram = ByteBuffer.allocate(Probe.BYTES + 1);

    private Prober(Target target, DatagramChannel channel, QosFlow flow, @Nullable ObservedSocket socket) {
        this.target = target;
        this.channel = channel;
        this.flow = flow;
        this.socket = socket;
    }

    static BleachingMap ask(Target target, Families families) throws IOException, InterruptedException {
        InetSocketAddress address = target.address(families);
        try (QosSubsystem qos = Qos.open();
                DatagramChannel channel = DatagramChannel.open().connect(address)) {
            channel.configureBlocking(false);
            NativeSocket number = NativeSocket.of(channel);
            try (QosFlow flow = qos.createFlow(FlowSpec.of(TrafficType.BEST_EFFORT), number)) {
                return new Prober(target, channel, flow, observe(number)).run();
            }
        }
    }

    private static @Nullable ObservedSocket observe(NativeSocket number) throws IOException {
        if (!ObservedSocket.possible()) {
            return null;
        }
        ObservedSocket socket = new ObservedSocket((int) number.handle());
        socket.tellMarks();
        return socket;
    }

    private BleachingMap run() throws IOException, InterruptedException {
        greet();
        for (int round = 0; round < ROUNDS && !sightings.isComplete(); round++) {
            askAll();
            collect(sightings::isComplete, this::receiveOn);
        }
        if (!sightings.isComplete()) {
            askForSummary();
        }
        return sightings.map(target.toString(), socket != null);
    }

    /** Unmarked, so that what becomes of marks is not taken for what becomes of the listener. */
    private void greet() throws IOException, InterruptedException {
        try {
            for (int round = 0; round < ROUNDS && !sightings.isWelcome(); round++) {
                flow.setOutgoingDscp(Dscp.CS0);
                channel.write(Probe.hello(session).encode());
                collect(sightings::isWelcome, this::receive);
            }
        } catch (PortUnreachableException e) {
            throw new IOException("nobody listens at " + target + "; start './doctor --listen PORT' there", e);
        }
        if (!sightings.isWelcome()) {
            throw new IOException("no answer from " + target
                    + "; does './doctor --listen PORT' run there, and does a firewall let UDP through?");
        }
    }

    private void askAll() throws IOException, InterruptedException {
        for (int mark = 0; mark < BleachingMap.MARKS; mark++) {
            if (!sightings.isAnswered(mark)) {
                flow.setOutgoingDscp(new Dscp(mark));
                send(Probe.question(session, mark));
                receiveOn();
                Thread.sleep(1); // so that no queue on the way is the reason for a loss
            }
        }
    }

    /** Unmarked, as every network lets through. */
    private void askForSummary() throws IOException, InterruptedException {
        flow.setOutgoingDscp(Dscp.CS0);
        for (int round = 0; round < ROUNDS && !sightings.hasSummary(); round++) {
            send(Probe.summaryQuestion(session));
            collect(sightings::hasSummary, this::receiveOn);
        }
    }

    private void collect(Done done, Step step) throws IOException, InterruptedException {
        long endNs = System.nanoTime() + PATIENCE_MS * 1_000_000L;
        while (!done.isDone() && System.nanoTime() < endNs) {
            step.run();
            Thread.sleep(1);
        }
    }

    /** What this machine's own firewall takes does not arrive, like what any other one takes. */
    private void send(Probe question) {
        try {
            channel.write(question.encode());
        } catch (IOException e) {
            // lost, if no later round gets it through: the listener will say that it never saw it
        }
    }

    /** Once a listener has answered, an ICMP error says that some question was rejected, not that nobody is there. */
    private void receiveOn() throws IOException {
        try {
            receive();
        } catch (PortUnreachableException e) {
            // that question stays unanswered
        }
    }

    private interface Done {
        boolean isDone();
    }

    private interface Step {
        void run() throws IOException;
    }

    /** All that is there. A datagram is looked at before it is taken, for only so its mark is known. */
    private void receive() throws IOException {
        Optional<Packet> next = peek();
        while ((socket == null || next.isPresent()) && channel.read(datagram.clear()) > 0) {
            Optional<Dscp> seen = next.flatMap(Packet::mark);
            Probe.decode(datagram.flip())
                    .filter(probe -> probe.session() == session)
                    .ifPresent(probe -> note(probe, seen));
            next = peek();
        }
    }

    private Optional<Packet> peek() throws IOException {
        return socket == null ? Optional.empty() : socket.peek(0);
    }

    private void note(Probe probe, Optional<Dscp> seen) {
        if (probe.kind() == Kind.MARK_ANSWER) {
            sightings.answered(probe, seen);
        } else if (probe.kind() == Kind.SUMMARY_ANSWER) {
            sightings.summary(probe.summary());
        } else if (probe.kind() == Kind.HELLO_ANSWER) {
            sightings.welcomed();
        }
    }
}
