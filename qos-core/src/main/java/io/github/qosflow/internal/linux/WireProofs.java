package io.github.qosflow.internal.linux;

import io.github.qosflow.Dscp;
import io.github.qosflow.FlowSpec;
import io.github.qosflow.Marking;
import io.github.qosflow.MarkingProfile;
import io.github.qosflow.NativeSocket;
import io.github.qosflow.QosFlow;
import io.github.qosflow.QosSubsystem;
import io.github.qosflow.TrafficType;
import io.github.qosflow.WireProof;
import io.github.qosflow.WireProof.Family;
import io.github.qosflow.WireProof.Transport;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** Marks sockets of our own, sends through them over the loopback interface and looks at what left and what came. */
final class WireProofs {
    private static final int PATIENCE_MS = 1000;
    /** Once something did not come, it is not waited for as long again. */
    private static final int IMPATIENCE_MS = 50;

    private final QosSubsystem qos;
    private final MarkingProfile profile;

    WireProofs(QosSubsystem qos, MarkingProfile profile) {
        this.qos = qos;
        this.profile = profile;
    }

    /** Every traffic type, and the exact marks that are asked for most. */
    static List<FlowSpec> specs() {
        List<FlowSpec> specs = new ArrayList<>();
        for (TrafficType type : TrafficType.values()) {
            specs.add(FlowSpec.of(type));
        }
        specs.add(FlowSpec.builder(TrafficType.VOICE).dscp(Dscp.EF).build());
        specs.add(FlowSpec.builder(TrafficType.AUDIO_VIDEO).dscp(Dscp.AF41).build());
        specs.add(FlowSpec.builder(TrafficType.CONTROL).dscp(Dscp.CS5).build());
        specs.add(FlowSpec.builder(TrafficType.BACKGROUND).dscp(Dscp.LE).build());
        return specs;
    }

    List<WireProof> all() {
        List<WireProof> proofs = new ArrayList<>();
        for (Family family : Family.values()) {
            for (Transport transport : Transport.values()) {
                along(transport, family, proofs);
            }
        }
        return proofs;
    }

    private void along(Transport transport, Family family, List<WireProof> proofs) {
        int patience = PATIENCE_MS;
        for (FlowSpec spec : specs()) {
            WireProof proof = prove(transport, family, spec, patience);
            proofs.add(proof);
            patience = proof.trouble().isPresent() ? IMPATIENCE_MS : PATIENCE_MS;
        }
    }

    private WireProof prove(Transport transport, Family family, FlowSpec spec, int patience) {
        Sightings seen = new Sightings(profile.dscp(spec));
        try (LoopbackPair pair = open(transport, family)) {
            look(pair, spec, seen, patience);
        } catch (IOException e) {
            seen.trouble(String.valueOf(e.getMessage()));
        } catch (UnsupportedOperationException e) {
            seen.trouble("This JVM has no IPv6: the kernel has none, or java.net.preferIPv4Stack is true.");
        }
        return seen.proof(transport, family, spec);
    }

    private void look(LoopbackPair pair, FlowSpec spec, Sightings seen, int patience) throws IOException {
        NativeSocket socket = NativeSocket.of(pair.sender());
        try (QosFlow flow = qos.createFlow(spec, socket)) {
            pair.connect(patience);
            seen.marking(flow.marking());
            ScratchSocket sender = new ScratchSocket((int) socket.handle());
            byte[] message = ("proof of " + seen.requested).getBytes(StandardCharsets.US_ASCII);
            sender.keepFrames();
            pair.send(message);
            seen.frame(sender.takeFrame(patience)
                    .filter(frame -> frame.endsWith(message))
                    .map(ReceivedMessage::tosOfFrame)
                    .orElse(OptionalInt.empty()));
            seen.received(pair.received(message, patience));
        }
    }

    private static LoopbackPair open(Transport transport, Family family) throws IOException {
        StandardProtocolFamily socket =
                family == Family.IPV4 ? StandardProtocolFamily.INET : StandardProtocolFamily.INET6;
        boolean ipv6 = family == Family.IPV6;
        InetSocketAddress address = new InetSocketAddress(InetAddress.getByName(ipv6 ? "::1" : "127.0.0.1"), 0);
        return switch (transport) {
            case TCP -> new TcpPair(socket, address, ipv6);
            case UDP -> new UdpPair(socket, address, ipv6);
        };
    }

    /** What was seen so far. */
    private static final class Sightings {
        private Dscp requested;
        private @Nullable Dscp inSocket;
        private @Nullable Dscp onWire;
        private @Nullable Dscp received;
        private @Nullable String trouble;

        Sightings(Dscp requested) {
            this.requested = requested;
        }

        void marking(Marking marking) {
            requested = marking.requested();
            inSocket = marking.effective();
        }

        void frame(OptionalInt tos) {
            onWire = dscp(tos);
            if (onWire == null) {
                trouble("The kernel gave no copy of the frame; is sysctl net.core.tstamp_allow_data 0?");
            }
        }

        void received(OptionalInt tos) {
            received = dscp(tos);
            if (received == null) {
                trouble("Nothing arrived; does a firewall drop it?");
            }
        }

        /** The first one says most. */
        void trouble(String text) {
            trouble = trouble == null ? text : trouble;
        }

        private static @Nullable Dscp dscp(OptionalInt tos) {
            return tos.isPresent() ? new Dscp(tos.getAsInt() >> 2) : null;
        }

        WireProof proof(Transport transport, Family family, FlowSpec spec) {
            return new WireProof(
                    transport,
                    family,
                    spec,
                    requested,
                    Optional.ofNullable(inSocket),
                    Optional.ofNullable(onWire),
                    Optional.ofNullable(received),
                    Optional.ofNullable(trouble));
        }
    }
}
